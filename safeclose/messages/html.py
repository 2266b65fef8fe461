"""The HTML form of a letter. It is made of the letter's text, so that there is one set of sentences.

Paragraphs of the text are told apart by their form:
    a line that ends with a colon, and the letter's link in the next     a button
    every line begins with `> `                                           a quotation
    every line is indented by four spaces                                 a code
    anything else                                                         words, with their line breaks
"""

import re
from typing import NamedTuple

from django.template.loader import render_to_string

from safeclose.messages.colors import readable_under_white
from safeclose.messages.letters import Letter

COLOR = "#1d4f91"  # that of the pages
QUOTE = "> "
CODE = " " * 4
# French has a space there, at which no line may end.
BEFORE_FRENCH_PUNCTUATION = re.compile(r" (?=[:;?!»])")
MAX_PREHEADER_CHARACTERS = 140


class Block(NamedTuple):
    """A paragraph. `kind`: words, quote, code or button."""

    kind: str
    lines: list[str]


class Part(NamedTuple):
    """A letter's words in one language."""

    language: str
    heading: str
    blocks: list[Block]


def html_of(letter: Letter, words: dict[str, tuple[str, str]]) -> str:
    """`words`: subject and text in each language of the letter. All of it is escaped."""
    parts = [
        Part(language, _spaced(subject, language), _blocks(text, letter.link, language))
        for language, (subject, text) in words.items()
    ]
    brand = letter.brand
    return render_to_string(
        "messages/letter.html",
        {
            "parts": parts,
            "letter": letter,
            "preheader": _preheader(parts[0].blocks),
            "color": readable_under_white(brand.color) if brand and brand.color else COLOR,
            "logo_url": brand.logo_url if brand else "",
        },
    )


def _blocks(text: str, link: str, language: str) -> list[Block]:
    """With spaces at which no line ends; a quotation stays as it is."""
    return [
        block if block.kind == "quote" else Block(block.kind, [_spaced(line, language) for line in block.lines])
        for block in blocks_of(text, link)
    ]


def _spaced(line: str, language: str) -> str:
    return BEFORE_FRENCH_PUNCTUATION.sub("\u00a0", line) if language == "fr" else line


def blocks_of(text: str, link: str) -> list[Block]:
    """The paragraphs of a text, which are separated by empty lines."""
    return [_block(one.split("\n"), link) for one in re.split(r"\n\s*\n", text.strip("\n")) if one.strip()]


def _block(lines: list[str], link: str) -> Block:
    if link and len(lines) == 2 and lines[1] == link and lines[0].endswith(":"):
        return Block("button", [lines[0].removesuffix(":").rstrip()])
    if all(line.startswith(QUOTE.rstrip()) for line in lines):
        return Block("quote", [line.removeprefix(QUOTE.rstrip()).removeprefix(" ") for line in lines])
    if all(line.startswith(CODE) for line in lines):
        return Block("code", [line.strip() for line in lines])
    return Block("words", lines)


def _preheader(blocks: list[Block]) -> str:
    """What mail programs show beside the subject: the first sentences after the greeting."""
    words = [" ".join(block.lines) for block in blocks if block.kind == "words"]
    return (words[1:2] or words[:1] or [""])[0][:MAX_PREHEADER_CHARACTERS]
