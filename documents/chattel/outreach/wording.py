"""What a borrower reads, by tone. No amounts: a message may be read by others."""

import re
from typing import NamedTuple

# The mildest first: "friendly but firm" is friendly.
TONES = {
    "gentle": {"gentle", "friendly", "soft", "kind", "warm", "polite", "caring", "supportive", "empathetic", "casual"},
    "firm": {"firm", "direct", "assertive", "serious", "strict", "stern"},
    "formal": {"formal", "urgent", "final", "legal", "official", "professional"},
}
NEUTRAL = "neutral"


class Words(NamedTuple):
    """A subject, and the sentence that says what is asked; `{provider}` is who the loan is from."""

    subject: str
    ask: str


ENGLISH = {
    "gentle": Words(
        "A friendly reminder about your loan",
        "This is a friendly reminder that your loan from {provider} seems to be behind. If something came up, we are "
        "glad to talk about it: please get in touch when it suits you.",
    ),
    "neutral": Words(
        "About your loan",
        "Our records show that your loan from {provider} is behind. Please get in touch with us about it.",
    ),
    "firm": Words(
        "Your loan is behind",
        "Your loan from {provider} is behind. Please bring it up to date, or call us this week to agree on a plan.",
    ),
    "formal": Words(
        "Notice: your loan is behind",
        "This is a notice that your loan from {provider} is behind. You are asked to bring it up to date, or to "
        "contact us without delay.",
    ),
}
FRENCH = {
    "gentle": Words(
        "Un petit rappel au sujet de votre prêt",
        "Petit rappel amical : votre prêt de {provider} semble en retard. S'il y a eu un imprévu, parlons-en "
        "volontiers : faites-nous signe quand cela vous convient.",
    ),
    "neutral": Words(
        "Au sujet de votre prêt",
        "Selon nos dossiers, votre prêt de {provider} est en retard. Veuillez communiquer avec nous à ce sujet.",
    ),
    "firm": Words(
        "Votre prêt est en retard",
        "Votre prêt de {provider} est en retard. Veuillez le régulariser, ou nous appeler cette semaine pour convenir "
        "d'un arrangement.",
    ),
    "formal": Words(
        "Avis : votre prêt est en retard",
        "La présente vous avise que votre prêt de {provider} est en retard. Vous êtes invité à le régulariser ou à "
        "communiquer avec nous sans délai.",
    ),
}


def tone_of(text: str) -> str:
    """gentle, firm, formal or neutral, out of whatever words the tone was given in."""
    words = set(re.findall("[a-z]+", text.lower()))
    return next((tone for tone, names in TONES.items() if words & names), NEUTRAL)
