"""Letters and texts as they are handed over. The templates are those of the apps."""

from dataclasses import replace

import pytest

from safeclose.messages.composing import mail_of, text_of
from safeclose.messages.letters import Attachment, Letter, Recipient, Text

ANN = Recipient("ann@bücher.example", "Ann Archer")
LETTER = Letter(
    to=ANN,
    sender="Acme & Sons",
    template="signing/envelopes/link",
    about="Lease",
    link="https://example.com/sign/x",
    words={"is_reminder": False, "expires": ""},
)


def test_a_letter_is_in_every_language_where_nobody_named_one() -> None:
    mail = mail_of(LETTER)
    assert mail.subject == "Please sign · À signer : Lease"
    english, french = str(mail.body).split("\n\n" + "-" * 40 + "\n\n")
    assert english.startswith("Hello Ann Archer,\n\nAcme & Sons asks you to read and sign: Lease\n")
    assert french.startswith("Bonjour Ann Archer,\n\n")
    assert french.endswith("rien à faire.\n")


@pytest.mark.parametrize(
    ("language", "subject", "start"),
    [("en", "Please sign: Lease", "Hello Ann"), ("fr", "À signer : Lease", "Bonjour Ann")],
)
def test_a_letter_is_in_the_recipients_language_alone(language: str, subject: str, start: str) -> None:
    mail = mail_of(replace(LETTER, to=replace(ANN, language=language)))
    assert mail.subject == subject
    assert str(mail.body).startswith(start)
    assert str(mail.body).count("https://example.com/sign/x") == 1


def test_a_domain_is_in_ascii_in_header_and_envelope() -> None:
    mail = mail_of(LETTER)
    assert mail.to == ["Ann Archer <ann@xn--bcher-kva.example>"]
    assert mail.message()["To"] == "Ann Archer <ann@xn--bcher-kva.example>"
    assert mail.recipients() == ["Ann Archer <ann@xn--bcher-kva.example>"]


def test_titles_and_names_of_two_lines_add_no_header() -> None:
    to = Recipient("a@b.example", "A\nB")
    message = mail_of(replace(LETTER, about="Lease\r\nBcc: a@b.example", sender="Acme\nX: y", to=to)).message()
    assert message["Bcc"] is None
    assert message["X"] is None
    assert message["To"] == "A B <a@b.example>"
    assert message["From"].startswith('"Acme X: y" <')


def test_a_key_gives_the_same_message_id_each_time() -> None:
    letter = replace(LETTER, key="invitation-7")
    assert {str(mail_of(letter).message()["Message-ID"]) for _ in range(2)} == {"<invitation-7@safeclose.example.test>"}
    assert "Message-ID" not in mail_of(LETTER).extra_headers


def test_an_answer_goes_to_an_address_that_a_header_can_carry() -> None:
    letter = replace(LETTER, unsubscribe="STOP")
    mail = mail_of(replace(letter, reply_to="office@bücher.example"))
    assert mail.reply_to == ["office@xn--bcher-kva.example"]
    assert mail.extra_headers["List-Unsubscribe"] == "<mailto:office@xn--bcher-kva.example?subject=STOP>"
    for address in ("", "jörg@example.com"):
        mail = mail_of(replace(letter, reply_to=address))
        assert (mail.reply_to, mail.extra_headers) == ([], {})


def test_attachments_go_along() -> None:
    letter = replace(LETTER, attachments=(Attachment("Lease.pdf", b"%PDF", "application/pdf"),))
    (attached,) = mail_of(letter).message().get_payload()[1:]
    assert (attached.get_filename(), attached.get_payload(decode=True)) == ("Lease.pdf", b"%PDF")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "123456 is your code for signing, good for 10 minutes. Give it to no one."),
        ("fr", "123456 est votre code pour signer, valable 10 minutes. Ne le communiquez à personne."),
    ],
)
def test_a_text_is_in_one_language(language: str, words: str) -> None:
    given = {"code": "123456", "minutes": 10}
    assert text_of(Text(to="+1", template="signing/envelopes/code_text", words=given, language=language)) == words
