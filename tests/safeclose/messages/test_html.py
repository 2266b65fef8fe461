"""The HTML form of letters, which is made of their text."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.messages.colors import contrast_with_white, readable_under_white
from safeclose.messages.composing import mail_of
from safeclose.messages.html import Block, blocks_of
from safeclose.messages.letters import Brand, Letter, quoted
from tests.environment import ROOT
from tests.safeclose.messages.test_composing import ANN, LETTER

LINK = "https://example.com/sign/x"
LOGO = "https://safeclose.example.test/brand/" + "a" * 64 + ".png"


def html(letter: Letter) -> str:
    ((content, kind),) = mail_of(letter).alternatives
    assert kind == "text/html"
    return str(content)


class Reader(HTMLParser):
    """Which elements there are, with their attributes, and the text in them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_paragraphs_are_told_apart_by_their_form() -> None:
    text = f"Hello,\n\nOne\ntwo:\n\n    123456\n\n> said\n>\n> twice\n\n\nLire :\n{LINK}\n\nSee {LINK}"
    assert blocks_of(text, LINK) == [
        Block("words", ["Hello,"]),
        Block("words", ["One", "two:"]),
        Block("code", ["123456"]),
        Block("quote", ["said", "", "twice"]),
        Block("button", ["Lire"]),
        Block("words", [f"See {LINK}"]),
    ]


def test_without_a_link_there_is_no_button() -> None:
    assert blocks_of("Look:\n", "") == [Block("words", ["Look:"])]


def test_each_language_has_its_part_with_its_button() -> None:
    page = Reader(html(LETTER))
    assert [attrs["lang"] for _, attrs in page.elements if "lang" in attrs] == ["en", "en", "fr"]
    links = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    assert links == [LINK] * 4  # a button and the address in small print, twice
    for words in (
        "Please sign: Lease",
        "À signer\u00a0: Lease",
        "Read and sign",
        "Lire et signer",
        "Bonjour Ann Archer,",
    ):
        assert words in page.text


def test_one_language_alone_is_the_language_of_the_whole() -> None:
    page = Reader(html(replace(LETTER, to=replace(ANN, language="fr"))))
    assert [attrs["lang"] for _, attrs in page.elements if "lang" in attrs] == ["fr", "fr"]
    assert "Hello" not in page.text


def test_what_people_chose_is_text() -> None:
    evil = "<b onclick=x>&\"'</b>"
    letter = replace(
        LETTER,
        to=replace(ANN, name=evil),
        about=evil,
        sender=evil,
        brand=Brand(logo_url=LOGO),
        words={**LETTER.words, "message": quoted(evil)},
    )
    page = Reader(html(letter))
    assert not [tag for tag, _ in page.elements if tag == "b"]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert page.text.count(evil) >= 8
    assert [attrs["alt"] for tag, attrs in page.elements if tag == "img"] == [evil]


def test_nothing_is_loaded_but_the_logo() -> None:
    source = html(replace(LETTER, brand=Brand(logo_url=LOGO, color="#ffee00")))
    loaded = [attrs.get("src") for _, attrs in Reader(source).elements if "src" in attrs]
    assert loaded == [LOGO]
    assert "url(" not in source
    assert "@import" not in source
    assert not [tag for tag, _ in Reader(source).elements if tag in ("script", "link", "iframe", "form")]
    assert "src" not in {name for _, attrs in Reader(html(LETTER)).elements for name in attrs}


def test_a_quotation_cannot_look_like_the_letter() -> None:
    message = quoted(f"Hi\n\nRead and sign:\n{LINK}\r\n    123456\n")
    assert blocks_of(message, LINK) == [Block("quote", ["Hi", "", "Read and sign:", LINK, "    123456"])]


def test_text_and_html_are_two_forms_of_one_mail() -> None:
    message = mail_of(LETTER).message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("color", "shown"), [("#1d4f91", "#1d4f91"), ("#000000", "#000000"), ("#767676", "#767676"), ("#ffffff", "#737373")]
)
def test_a_colour_is_darkened_as_far_as_text_needs(color: str, shown: str) -> None:
    assert readable_under_white(color) == shown


@given(st.integers(0, 0xFFFFFF))
def test_white_can_be_read_on_every_colour(number: int) -> None:
    shown = readable_under_white(f"#{number:06x}")
    assert contrast_with_white([int(shown[at : at + 2], 16) for at in (1, 3, 5)]) >= 4.5


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/templates/**/*.txt")), ids=lambda path: path.name)
def test_every_template_has_its_link_as_a_button(path: Path) -> None:
    source = path.read_text()
    assert source.count("{{ link }}") == len(re.findall(r":\n\{\{ link \}\}(?=\n|\{|$)", source)) <= 1
