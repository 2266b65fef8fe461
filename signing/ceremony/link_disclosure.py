"""The disclosure for those who sign one document by a link."""

from signing.ceremony.disclosure import Disclosure, Disclosures

ENGLISH = Disclosure(
    "en",
    """Consent to sign electronically

What this covers. You are asked to receive, review and sign the document shown with this notice in electronic form. \
Your consent covers this document and the notices that belong to it, and nothing else.

Your signature. The name you adopt and the act of signing have the same purpose as a signature by hand. The time, \
the network address and the browser you use are recorded as evidence.

Paper is possible. You do not have to sign electronically. You can decline here, or ask the sender here for a paper \
copy to sign by hand. To ask for paper ends nothing: you can still sign here.

Changing your mind. Until you sign, you can withdraw this consent here, or decline. The sender is told of it, and you \
cannot sign here until you consent again. If you only close the page, nothing is signed. After you have signed, \
withdrawing has no effect on what is signed; write to the sender for anything that comes later.

Your copy. When everyone has signed, you can download the sealed document with its certificate from the link that \
you are shown after signing. Keep a copy of your own. You can also ask the sender for one.

What you need. A device with a current web browser, access to the internet, a program that shows PDF files, and \
room to keep or print them. If your e-mail address changes, tell the sender.

By continuing you confirm that you can open and read the document on this device, and that you agree to the above.""",
)

FRENCH = Disclosure(
    "fr",
    """Consentement à la signature électronique

Portée. On vous demande de recevoir, de lire et de signer sous forme électronique le document présenté avec cet \
avis. Votre consentement vise ce document et les avis qui s’y rattachent, et rien d’autre.

Votre signature. Le nom que vous adoptez et le geste de signer ont la même fonction qu’une signature manuscrite. \
L’heure, l’adresse réseau et le navigateur utilisés sont consignés à titre de preuve.

Le papier reste possible. Rien ne vous oblige à signer par voie électronique. Vous pouvez refuser ici, ou demander \
ici à l’expéditeur un exemplaire papier à signer à la main. Cette demande ne met fin à rien : vous pouvez toujours \
signer ici.

Changer d’avis. Tant que vous n’avez pas signé, vous pouvez retirer ce consentement ici, ou refuser. L’expéditeur \
en est avisé, et vous ne pouvez plus signer ici avant d’avoir consenti de nouveau. Si vous fermez seulement la page, \
rien n’est signé. Une fois la signature donnée, le retrait ne touche pas ce qui est signé; pour la suite, écrivez à \
l’expéditeur.

Votre exemplaire. Lorsque toutes les parties auront signé, vous pourrez télécharger le document scellé et son \
certificat au moyen du lien affiché après votre signature. Conservez-en une copie. Vous pouvez aussi en demander \
une à l’expéditeur.

Ce qu’il vous faut. Un appareil doté d’un navigateur à jour, un accès à Internet, un logiciel qui affiche les \
fichiers PDF, et de quoi les conserver ou les imprimer. Si votre adresse électronique change, avisez l’expéditeur.

En continuant, vous confirmez que vous pouvez ouvrir et lire le document sur cet appareil, et que vous acceptez ce \
qui précède.""",
)

LANGUAGES = {text.language: text for text in (ENGLISH, FRENCH)}
DISCLOSURES = Disclosures(LANGUAGES)
