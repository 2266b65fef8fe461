"""Every word of the certificate of completion that does not come from the evidence, in each of its languages.

French is that of Canada, with narrow no-break spaces before `;`, `!` and `?`, and no-break spaces before `:` and inside
guillemets: in the source they are the escapes \\u202f and \\xa0, since they look like any other space.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The words of one language.

    language   a language subtag of BCP 47: that of the PDF
    labels     for certificate.typ; it replaces {url}, {page} and {last}, and prints what is between backticks as code
    events     by the type of event
    methods    of identification, as they stand after "by"
    languages  of the disclosure, with their preposition
    roles      of signers; others are printed as they are
    kinds      of marks
    sentences  for str.format
    """

    language: str
    labels: Mapping[str, str]
    events: Mapping[str, str]
    methods: Mapping[str, str]
    languages: Mapping[str, str]
    orders: Mapping[str, str]
    roles: Mapping[str, str]
    kinds: Mapping[str, str]
    sentences: Mapping[str, str]

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence with its values; braces in a value are printed as they are."""
        return self.sentences[sentence].format(**values)


ENGLISH = Words(
    language="en",
    labels={
        "title": "Certificate of completion",
        "titled": "Certificate of completion: ",
        "check": "Check this document",
        "qr": "QR code of {url}",
        "page": "Page {page} of {last}",
        "document": "Document",
        "documents": "Documents",
        "number": "No.",
        "pages": "Pages",
        "hash": "SHA-256",
        "allDocuments": "All documents",
        "trail": "Trail",
        "times": "Times",
        "parties": "Parties",
        "step": "Step",
        "when": "When",
        "address": "IP address",
        "browser": "Browser",
        "noEvent": "No event of this party is in the trail.",
        "events": "Trail of events",
        "chained": "Each event is chained to the one before by its hash, the first to the document’s SHA-256.",
        "chainedAll": "Each event is chained to the one before by its hash, the first to the SHA-256 of all documents.",
        "event": "Event",
        "chainHash": "Hash (chainHash)",
        "head": "Head of the trail (the chainHash of its last event)",
        "how": "How to check this",
        "how.page": "Open {url} (or scan the code on the first page) and choose the sealed PDF. The file is checked "
        "and not kept.",
        "how.command": "Or check it without us: `python -m safeclose.verify sealed.pdf --trust certificate.pem`, with "
        "the service’s certificate from its operator. The SHA-256 of that certificate is",
        "how.hand": "Or by hand: the sealed PDF contains `presented.pdf`, exactly the file that was shown for "
        "signature, and `evidence.json`, the events with everything needed to recompute each hash above. A signature "
        "over the whole file shows any change to it.",
        "limits": "This certificate tells what the service recorded. It shows which link, code or answer was used, "
        "from which address; it does not show who sat at the device.",
        "short": "Times are shown to the second, and browsers by what they call themselves. `evidence.json` has the "
        "milliseconds and everything that the browser said.",
        "characters": "A character that can’t be printed here stands as its Unicode number, such as [U+9648]; "
        "`evidence.json` has it as it was.",
    },
    events={
        "sent": "Sent for signature",
        "opened": "Opened the document",
        "code_sent": "Code sent",
        "locked": "Link locked",
        "authenticated": "Identity checked",
        "consented": "Consented to do business electronically",
        "marked": "Put marks on the pages",
        "signed": "Signed",
        "declined": "Declined to sign",
        "voided": "Voided",
        "extended": "Deadline extended",
        "paper_requested": "Asked for paper",
        "consent_withdrawn": "Withdrew the consent to do business electronically",
        "expired": "Expired",
        "completed": "Completed: everyone has signed",
        "link_rotated": "New link issued",
        "delivered": "Copy delivered",
        "undelivered": "A message did not arrive",
    },
    methods={
        "email_link": "possession of the personal link",
        "email_otp": "one-time code by e-mail",
        "sms_otp": "one-time code by SMS",
        "kba": "answers to personal questions",
        "account": "signing in with their account",
    },
    languages={"en": "in English", "fr": "in French"},
    orders={"parallel": "in any order", "sequential": "one after the other"},
    roles={
        "applicant": "applicant",
        "brokerage": "brokerage",
        "buyer": "buyer",
        "landlord": "landlord",
        "seller": "seller",
        "signer": "signer",
        "tenant": "tenant",
        "witness": "witness",
    },
    kinds={
        "signature": "signature",
        "initials": "initials",
        "name": "name",
        "date": "date",
        "text": "text",
        "checkbox": "ticked box",
    },
    sentences={
        "erased": "(erased)",
        "facts.by": "Sent by",
        "facts.sent": "Sent",
        "facts.completed": "Completed",
        "facts.declined": "Declined",
        "facts.voided": "Voided",
        "facts.expired": "Expired",
        "facts.pages": "Pages",
        "facts.order": "Signing order",
        "facts.warning": "Note when sent",
        "times": "in UTC",
        "times.zone": "in UTC, and in the organization’s zone, {zone}",
        "party": "Party of the form: {name}",
        "party.numbered": "Party of the form: {name}, no. {number}",
        "identity.checked": "Identity checked by {method}, {at}.",
        "identity.link": "Identity checked by {method}, {at}. Nothing beyond the link was checked.",
        "identity.link.held": "Identity checked by {method}, {held}, {at}. Nothing beyond the link was checked.",
        "identity.held": "Identity not checked: nothing beyond the link was asked for, and the link was {held}.",
        "identity.account": "Signed in with an account. Identity not checked beyond that.",
        "identity.missing": "Identity not checked. It was to be checked by {method}.",
        "identity.none": "Identity not checked. Nothing beyond the link was asked for.",
        "identity.other": "It was to be checked by {method}.",
        "custody": "The link was {held}.",
        "custody.fresh": "A fresh link, in its place, was {held}.",
        "custody.mailed": "mailed to {email}",
        "custody.cameBack": "mailed to {email} (reported as not delivered)",
        "custody.toBeMailed": "to be mailed to {email}",
        "custody.sender": "handed to the sender, {name}",
        "custody.colleague": "handed to {name}, for the sender",
        "custody.other": "handed to {name}",
        "custody.noCheck": "This is no identity check.",
        "custody.later": "It came after the identity check, which was not made again.",
        "event.linkMailed": "Link mailed",
        "event.linkUsed": "Used the link",
        "event.unidentified": "Declined without having been identified",
        "event.by": "by {method}",
        "event.by.held": "by {method}, {held}",
        "event.noCheck": "{held}; this is no identity check",
        "event.disclosure": "{language}, disclosure {sha256}",
        "event.language": "in {language}",
        "event.document": "document {sha256}",
        "event.documentOf": "document\xa0{number}: {title}",
        "event.locked": "after {number} wrong codes or answers; only a fresh link opens it again",
        "event.for": "for {name}, {held}",
        "event.extended": "until {value}",
        "event.notIdentified": "without having been identified",
        "event.reason": "reason: {value}",
        "event.channel": "channel: {value}",
        "event.recipient": "recipient: {value}",
        "actor.system": "system",
        "actor.user": "user",
        "actor.signer": "signer",
        "actor.staff": "staff",
        "adopted.signature": "Adopted signature",
        "adopted.initials": "Adopted initials",
        "adopted.alt": "{what} of {name}: {text}",
        "adopted.as": "Signed as “{text}”, which is not the name “{name}”.",
        "marks.signer": "Marks put one by one: {number}",
        "marks.signing": "Marks by signing: {number}",
        "marks.signing.why": "Filled by the act of signing, not put by the signer one by one.",
        "marks.event": "marks: {signer} put one by one, {signing} by signing",
        "marks.document": "document\xa0{numbers}: {marks}",
        "marks.documents": "documents\xa0{numbers}: {marks}",
        "marks.page": "{kind} on page\xa0{pages}",
        "marks.pages": "{kind} on pages\xa0{pages}",
        "marks.range": "{first}–{last}",
        "marks.and": "{most} and {last}",
        "marks.initials": "initials by signing",
        "marks.text": "text “{value}” on page\xa0{page}",
        "marks.text.label": "“{label}” filled with “{value}” on page\xa0{page}",
        "marks.emptied": "text taken back on page\xa0{page}",
        "marks.emptied.label": "“{label}” taken back on page\xa0{page}",
        "marks.ticked": "box ticked on page\xa0{page}",
        "marks.ticked.label": "“{label}” ticked on page\xa0{page}",
        "marks.unticked": "box not ticked on page\xa0{page}",
        "marks.unticked.label": "“{label}” not ticked on page\xa0{page}",
        "browser.on": "{browser} on {system}",
        "browser.unknown": "unknown browser",
    },
)

FRENCH = Words(
    language="fr",
    labels={
        "title": "Certificat d’achèvement",
        "titled": "Certificat d’achèvement\xa0: ",
        "check": "Vérifier ce document",
        "qr": "Code QR de {url}",
        "page": "Page {page} sur {last}",
        "document": "Document",
        "documents": "Documents",
        "number": "Nº",
        "pages": "Pages",
        "hash": "SHA-256",
        "allDocuments": "Tous les documents",
        "trail": "Journal",
        "times": "Heures",
        "parties": "Parties",
        "step": "Étape",
        "when": "Date et heure",
        "address": "Adresse IP",
        "browser": "Navigateur",
        "noEvent": "Le journal ne contient aucun événement de cette partie.",
        "events": "Journal des événements",
        "chained": "Chaque événement est enchaîné au précédent par son empreinte, et le premier au SHA-256 du "
        "document.",
        "chainedAll": "Chaque événement est enchaîné au précédent par son empreinte, et le premier au SHA-256 de tous "
        "les documents.",
        "event": "Événement",
        "chainHash": "Empreinte (chainHash)",
        "head": "Tête du journal (le chainHash du dernier événement)",
        "how": "Comment vérifier",
        "how.page": "Ouvrez {url} (ou numérisez le code de la première page) et choisissez le PDF scellé. Le fichier "
        "est vérifié et n’est pas conservé.",
        "how.command": "Ou vérifiez sans nous\xa0: `python -m safeclose.verify sealed.pdf --trust certificate.pem`, "
        "avec le certificat du service, obtenu de son exploitant. Le SHA-256 de ce certificat est",
        "how.hand": "Ou à la main\xa0: le PDF scellé contient `presented.pdf`, le fichier exact qui a été présenté "
        "pour signature, et `evidence.json`, les événements avec tout ce qu’il faut pour recalculer chaque empreinte "
        "ci-dessus. Une signature qui couvre tout le fichier révèle toute modification.",
        "limits": "Ce certificat rapporte ce que le service a enregistré. Il montre quel lien, quel code ou quelle "
        "réponse a servi, et depuis quelle adresse\u202f; il ne montre pas qui était devant l’appareil.",
        "short": "Les heures sont données à la seconde, et les navigateurs par le nom qu’ils se donnent. "
        "`evidence.json` contient les millisecondes et tout ce que le navigateur a dit.",
        "characters": "Un caractère impossible à imprimer ici est remplacé par son numéro Unicode, comme [U+9648]"
        "\u202f; `evidence.json` le contient tel quel.",
    },
    events={
        "sent": "Envoi pour signature",
        "opened": "Document ouvert",
        "code_sent": "Code envoyé",
        "locked": "Lien verrouillé",
        "authenticated": "Identité vérifiée",
        "consented": "Consentement à la voie électronique",
        "marked": "Marques apposées sur les pages",
        "signed": "Signature",
        "declined": "Refus de signer",
        "voided": "Annulation",
        "extended": "Délai prolongé",
        "paper_requested": "Demande d’un exemplaire papier",
        "consent_withdrawn": "Retrait du consentement à la voie électronique",
        "expired": "Expiration",
        "completed": "Achèvement\xa0: tout le monde a signé",
        "link_rotated": "Nouveau lien créé",
        "delivered": "Copie remise",
        "undelivered": "Message non parvenu",
    },
    methods={
        "email_link": "la possession du lien personnel",
        "email_otp": "un code à usage unique envoyé par courriel",
        "sms_otp": "un code à usage unique envoyé par message texte",
        "kba": "des réponses à des questions personnelles",
        "account": "la connexion à son compte",
    },
    languages={"en": "en anglais", "fr": "en français"},
    orders={"parallel": "dans n’importe quel ordre", "sequential": "l’un après l’autre"},
    roles={
        "applicant": "partie candidate",
        "brokerage": "agence",
        "buyer": "partie acheteuse",
        "landlord": "partie locatrice",
        "seller": "partie vendeuse",
        "signer": "signataire",
        "tenant": "partie locataire",
        "witness": "témoin",
    },
    kinds={
        "signature": "signature",
        "initials": "initiales",
        "name": "nom",
        "date": "date",
        "text": "texte",
        "checkbox": "case cochée",
    },
    sentences={
        "erased": "(effacé)",
        "facts.by": "Expéditeur",
        "facts.sent": "Envoi",
        "facts.completed": "Achèvement",
        "facts.declined": "Refus",
        "facts.voided": "Annulation",
        "facts.expired": "Expiration",
        "facts.pages": "Pages",
        "facts.order": "Ordre de signature",
        "facts.warning": "Remarque à l’envoi",
        "times": "en UTC",
        "times.zone": "en UTC, et dans le fuseau de l’organisation, {zone}",
        "party": "Partie du formulaire\xa0: {name}",
        "party.numbered": "Partie du formulaire\xa0: {name}, nº\xa0{number}",
        "identity.checked": "Identité vérifiée par {method}, {at}.",
        "identity.link": "Identité vérifiée par {method}, {at}. Rien d’autre que le lien n’a été vérifié.",
        "identity.link.held": "Identité vérifiée par {method}, qui {held}, {at}. Rien d’autre que le lien n’a été "
        "vérifié.",
        "identity.held": "Identité non vérifiée\xa0: rien d’autre que le lien n’était demandé, et le lien {held}.",
        "identity.account": "Connexion par un compte. L’identité n’a pas été vérifiée au-delà.",
        "identity.missing": "Identité non vérifiée. Elle devait l’être par {method}.",
        "identity.none": "Identité non vérifiée. Rien d’autre que le lien n’était demandé.",
        "identity.other": "Elle devait l’être par {method}.",
        "custody": "Le lien {held}.",
        "custody.fresh": "Un nouveau lien, qui le remplace, {held}.",
        "custody.mailed": "a été envoyé par courriel à {email}",
        "custody.cameBack": "a été envoyé par courriel à {email} (signalé comme non remis)",
        "custody.toBeMailed": "devait être envoyé par courriel à {email}",
        "custody.sender": "a été remis à l’expéditeur, {name}",
        "custody.colleague": "a été remis à {name}, pour l’expéditeur",
        "custody.other": "a été remis à {name}",
        "custody.noCheck": "Ce n’est pas une vérification d’identité.",
        "custody.later": "Il est venu après la vérification d’identité, qui n’a pas été refaite.",
        "event.linkMailed": "Lien envoyé par courriel",
        "event.linkUsed": "Lien utilisé",
        "event.unidentified": "Refus de signer sans vérification d’identité",
        "event.by": "par {method}",
        "event.by.held": "par {method}, qui {held}",
        "event.noCheck": "il {held}\u202f; ce n’est pas une vérification d’identité",
        "event.disclosure": "{language}, avis {sha256}",
        "event.language": "en {language}",
        "event.document": "document {sha256}",
        "event.documentOf": "document\xa0{number}\xa0: {title}",
        "event.locked": "après {number} codes ou réponses erronés\u202f; seul un nouveau lien le rouvre",
        "event.for": "pour {name}\xa0: il {held}",
        "event.extended": "jusqu’au {value}",
        "event.notIdentified": "sans identification préalable",
        "event.reason": "motif\xa0: {value}",
        "event.channel": "voie\xa0: {value}",
        "event.recipient": "destinataire\xa0: {value}",
        "actor.system": "système",
        "actor.user": "utilisateur",
        "actor.signer": "signataire",
        "actor.staff": "personnel",
        "adopted.signature": "Signature adoptée",
        "adopted.initials": "Initiales adoptées",
        "adopted.alt": "{what} de {name}\xa0: {text}",
        "adopted.as": "A signé «\xa0{text}\xa0», ce qui n’est pas le nom «\xa0{name}\xa0».",
        "marks.signer": "Marques apposées une à une\xa0: {number}",
        "marks.signing": "Marques par la signature\xa0: {number}",
        "marks.signing.why": "Remplies par l’acte de signer, et non apposées une à une par le signataire.",
        "marks.event": "marques\xa0: {signer} apposées une à une, {signing} par la signature",
        "marks.document": "document\xa0{numbers}\xa0: {marks}",
        "marks.documents": "documents\xa0{numbers}\xa0: {marks}",
        "marks.page": "{kind} à la page\xa0{pages}",
        "marks.pages": "{kind} aux pages\xa0{pages}",
        "marks.range": "{first} à {last}",
        "marks.and": "{most} et {last}",
        "marks.initials": "initiales par la signature",
        "marks.text": "texte «\xa0{value}\xa0» à la page\xa0{page}",
        "marks.text.label": "«\xa0{label}\xa0» rempli par «\xa0{value}\xa0» à la page\xa0{page}",
        "marks.emptied": "texte retiré à la page\xa0{page}",
        "marks.emptied.label": "«\xa0{label}\xa0» retiré à la page\xa0{page}",
        "marks.ticked": "case cochée à la page\xa0{page}",
        "marks.ticked.label": "«\xa0{label}\xa0» coché à la page\xa0{page}",
        "marks.unticked": "case non cochée à la page\xa0{page}",
        "marks.unticked.label": "«\xa0{label}\xa0» non coché à la page\xa0{page}",
        "browser.on": "{browser} sous {system}",
        "browser.unknown": "navigateur inconnu",
    },
)


def words_of(language: object) -> Words:
    """The words for a language tag such as `fr-CA`: French for French, English for any other and for none."""
    return FRENCH if str(language or "").lower().split("-")[0] == "fr" else ENGLISH
