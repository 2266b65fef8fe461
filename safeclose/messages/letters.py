"""What is sent to people: letters by mail, and short texts to telephones.

An app declares what it sends; how a message looks, in which languages, and how it is handed over is decided here.
Templates are files of the apps: `<template>.<language>.txt`. That of a letter begins with the line `Subject: …` and an
empty line. The HTML form is made of the same text, see `safeclose.messages.html`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

LANGUAGES = ("en", "fr")


class Person(Protocol):
    """A row with someone's name and address."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...


@dataclass(frozen=True)
class Recipient:
    """Who a letter goes to. Without a language they get every language in one letter."""

    address: str
    name: str = ""
    language: str | None = None


def recipient_of(person: Person, *, language: str | None = None) -> Recipient:
    """The recipient that a row names. `language`: where it was said which one they read."""
    return Recipient(person.email or "", person.name, language)


@dataclass(frozen=True)
class Attachment:
    """A file that goes along with a letter."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Brand:
    """What a letter shows of the organization that sends it.

    logo_url   of a picture that this service has; nothing else is loaded by a letter
    color      `#rrggbb`; it is darkened until white text can be read on it
    """

    logo_url: str = ""
    color: str = ""


def quoted(text: str) -> str:
    """What a person wrote, as a quotation in a letter: none of its lines can look like the letter's own."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail to one person.

    `template`: such as "signing/envelopes/link". It gets `words`, and `to`, `sender`, `link` and `about`.
    `about`: the title or name at the end of the subject.
    `sender`: the name shown as sender, whose address is always the service's; empty: the service's own name.
    `key`: the same however often the letter is sent. It becomes the Message-ID, so that mail programs show it once.
    `unsubscribe`: what to write to `reply_to` in order to get no more of these letters.
    `brand`: how the sender shows in the HTML form.
    `rule`: the line between two languages.
    `step_seconds`: time limit for each step of handing it over, instead of EMAIL_TIMEOUT.
    """

    to: Recipient
    template: str
    words: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    about: str = ""
    sender: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    brand: Brand | None = None
    rule: str = "-" * 40
    step_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text message to a telephone, in one language. 160 characters fit into one message.

    `to`: a telephone number; `template` and `words` as for a letter.
    """

    to: str
    template: str
    words: Mapping[str, Any]
    language: str = "en"
