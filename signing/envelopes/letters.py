"""Letters to signers from templates, one text a language."""

from typing import Any

from django.template.loader import render_to_string

LANGUAGES = ("en", "fr")
RULE = "\n\n" + "-" * 40 + "\n\n"


def letter(name: str, *, languages: tuple[str, ...] = LANGUAGES, **words: Any) -> str:
    """The letter `signing/envelopes/<name>.<language>.txt`, in these languages one after the other."""
    texts = [render_to_string(f"signing/envelopes/{name}.{language}.txt", words) for language in languages]
    return RULE.join(text.strip() for text in texts) + "\n"
