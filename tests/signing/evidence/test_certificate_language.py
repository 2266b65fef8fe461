"""The certificate's languages."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from string import Formatter

import pikepdf
import pytest

from documents.rendering.local_instants import Clocks
from documents.rendering.shaping import is_in_text_font
from signing.evidence.certificate import certificate_data, make_certificate
from signing.evidence.certificate_words import ENGLISH, FRENCH, Words, words_of
from tests.evidence_examples import ALICE, VERIFY_URL
from tests.signing.evidence.marked_stories import Stage, envelope, named, package, usual
from tests.signing.evidence.test_certificate_marks import read

GROUPS = [each.name for each in fields(Words) if each.name != "language"]


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def every_word(words: Words) -> dict[str, str]:
    groups: dict[str, Mapping[str, str]] = {name: getattr(words, name) for name in GROUPS}
    return {f"{name}.{key}": text for name, group in groups.items() for key, text in group.items()}


def parts(words: Words) -> set[str]:
    """What stands between values and code, without the shortest."""
    found = (part for text in every_word(words).values() for part in re.split(r"\{\w+\}|`[^`]*`", text))
    return {part.strip() for part in found if len(part.strip()) > 6}


def test_every_word_is_in_both_languages_with_the_same_values() -> None:
    english, french = every_word(ENGLISH), every_word(FRENCH)
    assert list(english) == list(french)
    assert {key: placeholders(text) for key, text in french.items()} == {
        key: placeholders(text) for key, text in english.items()
    }
    assert {key: text.count("`") for key, text in french.items()} == {
        key: text.count("`") for key, text in english.items()
    }
    assert all(english.values())
    assert all(french.values())


def test_every_word_is_in_the_font_of_every_machine() -> None:
    for text in (*every_word(ENGLISH).values(), *every_word(FRENCH).values()):
        assert is_in_text_font(text), text


def test_french_has_its_spaces_and_quotation_marks() -> None:
    for key, text in every_word(FRENCH).items():
        assert not re.search(r"(?<!\u202f)[;!?]", text), key
        assert not re.search(r"(?<!\xa0):", text), key
        assert not re.search(r"«(?!\xa0)|(?<!\xa0)»", text), key
        assert not re.search("[\"'“”]|nº ", text), key


def test_english_has_its_quotation_marks() -> None:
    assert [key for key, text in every_word(ENGLISH).items() if re.search("[\"']", text)] == []


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("en", "en"), ("en-CA", "en"), ("de", "en"), ("frr", "en"),
        ("", "en"), (None, "en"), (7, "en"),
    ],
)  # fmt: skip
def test_a_certificate_is_french_for_french_documents_and_english_for_all_others(tag: object, language: str) -> None:
    assert words_of(tag).language == language


def shown(stage: Stage) -> dict:
    return certificate_data(json.loads(stage.bundle()), VERIFY_URL)


def test_a_trail_that_names_no_language_is_told_in_english() -> None:
    assert shown(envelope(1))["language"] == "en"


@pytest.mark.parametrize(
    ("languages", "expected"), [(["fr", "fr"], "fr"), (["fr", "en"], "en"), (["fr", None], "en"), ([None, None], "en")]
)
def test_a_package_is_told_in_the_language_of_all_its_documents(languages: list[str | None], expected: str) -> None:
    stage = package(2, 1)
    for document, language in zip(stage.documents, languages, strict=True):
        listed = next(each for each in stage.story[0][2]["documents"] if each["id"] == document["id"])
        listed |= {"language": language} if language else {}
    assert shown(stage)["language"] == expected


def in_french() -> Stage:
    """Everything that there are words for, as far as one envelope can have it."""
    mailed = {"how": "mailed", "to": {"kind": "signer", "id": "sgr_1", "email": "ann@example.com"}}
    returned = {"how": "returned", "to": ALICE}
    stage = Stage(
        [
            named(1, "Béa", party="buyers.0", custody=mailed),
            named(2, "Sam", custody=returned, authMethod="sms_otp", role="seller"),
            named(3, "Zoé", custody=returned, authMethod="kba", role="witness"),
            named(4, "Tom", custody=returned),
        ],
        [*usual("sgr_1"), *usual("sgr_2"), *usual("sgr_4")],
        language="fr",
        warnings=["Aucun signataire pour Cara."],
    )
    stage.say("link_rotated", ALICE, {"signerId": "sgr_1", "custody": mailed})
    stage.say("delivered", {"kind": "system", "id": None, "name": None}, {"what": "link", "signerId": "sgr_1"})
    stage.begin("sgr_1")
    stage.put("sgr_1", ("initials-sgr_1-1-0", None))
    stage.sign("sgr_1", signature_text="B.")
    stage.say("code_sent", stage.actor("sgr_2"), {"channel": "sms"})
    stage.begin("sgr_2", "sms_otp")
    stage.sign("sgr_2")
    stage.say("link_rotated", ALICE, {"signerId": "sgr_2", "custody": returned})
    stage.begin("sgr_4")
    stage.say("locked", stage.actor("sgr_3"), {"signerId": "sgr_3", "wrongAnswers": 30})
    stage.say("declined", stage.actor("sgr_3"), {"identified": False, "reason": "Trop cher."})
    return stage


def test_a_certificate_of_a_french_document_is_french_throughout(tmp_path, needs) -> None:
    needs("pdftotext")
    pdf = make_certificate(in_french().bundle(), verify_url=VERIFY_URL)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "fr"
        assert opened.docinfo["/Title"] == "Certificat d’achèvement\xa0: Agreement of Purchase"
    printed = read(pdf, tmp_path)
    assert [part for part in sorted(parts(ENGLISH) - parts(FRENCH)) if part in printed] == []
    for expected in (
        "Certificat d’achèvement",
        "2026-05-01 12:01:00 UTC · 2026-05-01 08:01:00 HAE (UTC−04:00)",
        "partie acheteuse",
        "Partie du formulaire : buyers, nº 1",
        "Remarque à l’envoi Aucun signataire pour Cara.",
        "Identité vérifiée par la possession du lien personnel, qui a été envoyé par courriel à ann@example.com, "
        "2026-05-01 12:05:00 UTC. Rien d’autre que le lien n’a été vérifié.",
        "Identité non vérifiée. Elle devait l’être par des réponses à des questions personnelles.",
        "Identité non vérifiée : rien d’autre que le lien n’était demandé, et le lien a été remis à l’expéditeur, "
        "Alice Agent.",
        "Il est venu après la vérification d’identité, qui n’a pas été refaite.",
        "A signé « B. », ce qui n’est pas le nom « Béa ».",
        "Remplies par l’acte de signer, et non apposées une à une par le signataire.",
        "initiales par la signature aux pages 2 et 3",
        "Refus de signer sans vérification d’identité",
        "motif : Trop cher.",
        "Chrome 130 sous Windows",
        "système",
        "Page 1 sur",
    ):
        assert expected in printed, expected


def test_what_was_erased_is_said_in_french(tmp_path, needs) -> None:
    needs("pdftotext")
    printed = read(make_certificate(in_french().bundle(erase=True), verify_url=VERIFY_URL), tmp_path)
    assert "(effacé)" in printed
    assert "(erased)" not in printed


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("America/Toronto", "2026-01-01 07:00:00 HNE (UTC−05:00)"),
        ("America/Vancouver", "2026-01-01 04:00:00 HNP (UTC−08:00)"),
        ("America/St_Johns", "2026-01-01 08:30:00 HNT (UTC−03:30)"),
        ("Asia/Shanghai", "2026-01-01 20:00:00 CST (UTC+08:00)"),  # China's, not that of Winnipeg
        ("Europe/Paris", "2026-01-01 13:00:00 CET (UTC+01:00)"),
    ],
)
def test_times_of_north_america_have_their_french_names(zone: str, local: str) -> None:
    assert Clocks.of(zone).show("2026-01-01T12:00:00.000Z", language="fr")["local"] == local


def test_names_of_events_that_are_not_known_are_printed_as_they_are() -> None:
    stage = envelope(1)
    stage.say("renewed", ALICE, {})
    assert shown(stage)["events"][-1]["what"] == "renewed"
