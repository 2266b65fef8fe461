"""The disclosure for those who sign the documents of a package by their account."""

from signing.ceremony.disclosure import Disclosure, Disclosures

ENGLISH = Disclosure(
    "en",
    """Consent to sign electronically

What this covers. You are asked to receive, review and sign the documents of this package in electronic form. Your \
consent covers these documents and the notices that belong to them, and nothing else.

Your signature. The name you adopt and the act of signing have the same purpose as a signature by hand. The time, \
your account, the network address and the browser you use are recorded as evidence.

Paper is possible. You do not have to sign electronically. You can ask the sender for paper copies to sign by hand.

Changing your mind. Until you sign a document, you can withdraw this consent for it by not signing. After you have \
signed it, withdrawing has no effect on what is signed; write to the sender for anything that comes later.

Your copy. You can read and download the documents under your account, before and after signing. Keep a copy of your \
own. You can also ask the sender for one.

What you need. A device with a current web browser, access to the internet, a program that shows PDF files, and room \
to keep or print them. If your e-mail address changes, tell the sender.

By consenting you confirm that you can open and read the documents on this device, and that you agree to the above.""",
)

FRENCH = Disclosure(
    "fr",
    """Consentement à la signature électronique

Portée. On vous demande de recevoir, de lire et de signer sous forme électronique les documents de ce dossier. Votre \
consentement vise ces documents et les avis qui s’y rattachent, et rien d’autre.

Votre signature. Le nom que vous adoptez et le geste de signer ont la même fonction qu’une signature manuscrite. \
L’heure, votre compte, l’adresse réseau et le navigateur utilisés sont consignés à titre de preuve.

Le papier reste possible. Rien ne vous oblige à signer par voie électronique. Vous pouvez demander à l’expéditeur des \
exemplaires papier à signer à la main.

Changer d’avis. Tant que vous n’avez pas signé un document, vous pouvez retirer ce consentement à son égard en ne le \
signant pas. Une fois la signature donnée, le retrait ne touche pas ce qui est signé; pour la suite, écrivez à \
l’expéditeur.

Vos exemplaires. Vous pouvez lire et télécharger les documents dans votre compte, avant et après la signature. \
Conservez-en une copie. Vous pouvez aussi en demander une à l’expéditeur.

Ce qu’il vous faut. Un appareil doté d’un navigateur à jour, un accès à Internet, un logiciel qui affiche les \
fichiers PDF, et de quoi les conserver ou les imprimer. Si votre adresse électronique change, avisez l’expéditeur.

En consentant, vous confirmez que vous pouvez ouvrir et lire les documents sur cet appareil, et que vous acceptez ce \
qui précède.""",
)

LANGUAGES = {text.language: text for text in (ENGLISH, FRENCH)}
DISCLOSURES = Disclosures(LANGUAGES)
