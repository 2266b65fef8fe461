"""How longer texts are written down in the samples."""

from textwrap import dedent


def paragraphs(text: str) -> str:
    """One line a paragraph, so that the page decides where lines break."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in dedent(text).strip().split("\n\n"))
