"""The words of a receipt, in the language of the accepted text."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "receipt": "Receipt",
        "heading": "Receipt of an acceptance",
        "page": "Page {number} of {last}",
        "by": "Asked by",
        "agreement": "Agreement",
        "version": "Version",
        "language": "Language",
        "language.en": "English",
        "language.fr": "French",
        "language.unknown": "not said by who accepted; the text exists in {languages}, and is shown in {shown}",
        "and": "and",
        "at": "Accepted",
        "subject": "By",
        "ip": "IP address",
        "browser": "Browser",
        "erased": "(erased)",
        "confirmed": "as confirmed by the organization’s server",
        "unconfirmed": "as given by the browser, not confirmed by the organization’s server",
        "text": "What was accepted",
        "check": "How to check this",
        "attached": "The text above is attached to this file as {name}, byte for byte. Its SHA-256 is",
        "several": (
            "The agreement has one text in each language; all of them are attached, byte for byte. The SHA-256 "
            "above is that of a zero byte and these lines, each ended by a newline (10):"
        ),
        "unprinted": (
            "A character that can’t be printed here stands as its Unicode number, such as [U+1F600], or as □ "
            "where there are many; the attachment has it as it was."
        ),
        "attachment": "The accepted text, byte for byte",
        "unchained": (
            "No block of the chain of acceptances holds it yet; a receipt made a minute later names the block."
        ),
        "chained": "Block {seq} of the organization’s chain of acceptances holds it. Its chainHash is {hash}.",
    },
    "fr": {
        "receipt": "Reçu",
        "heading": "Reçu d’une acceptation",
        "page": "Page {number} sur {last}",
        "by": "Demandé par",
        "agreement": "Entente",
        "version": "Version",
        "language": "Langue",
        "language.en": "anglais",
        "language.fr": "français",
        "language.unknown": (
            "non précisée par la personne qui a accepté; le texte existe en {languages}, et il est reproduit en {shown}"
        ),
        "and": "et",
        "at": "Accepté",
        "subject": "Par",
        "ip": "Adresse IP",
        "browser": "Navigateur",
        "erased": "(effacé)",
        "confirmed": "confirmé par le serveur de l’organisation",
        "unconfirmed": "selon le navigateur, non confirmé par le serveur de l’organisation",
        "text": "Ce qui a été accepté",
        "check": "Comment le vérifier",
        "attached": "Le texte ci-dessus est joint à ce fichier sous le nom {name}, octet pour octet. Son SHA-256 est",
        "several": (
            "L’entente a un texte dans chaque langue; tous sont joints à ce fichier, octet pour octet. Le "
            "SHA-256 ci-dessus est celui d’un octet nul suivi de ces lignes, chacune terminée par un saut de "
            "ligne (10) :"
        ),
        "unprinted": (
            "Un caractère qui ne peut être imprimé ici est remplacé par son numéro Unicode, comme [U+1F600], ou "
            "par □ s’il y en a beaucoup; la pièce jointe le contient tel quel."
        ),
        "attachment": "Le texte accepté, octet pour octet",
        "unchained": (
            "Aucun bloc de la chaîne des acceptations ne la contient encore; un reçu produit une minute plus "
            "tard nomme le bloc."
        ),
        "chained": (
            "Le bloc {seq} de la chaîne des acceptations de l’organisation la contient. Son chainHash est {hash}."
        ),
    },
}
