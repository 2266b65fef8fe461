"""One version of an agreement in several languages: published, shown, accepted, chained, on the receipt."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickwrap.agreements.models import Publication, Version
from clickwrap.agreements.texts import hash_of
from clickwrap.chain.audit import fault_of
from clickwrap.chain.jobs import seal_all
from clickwrap.models import Acceptance, Block
from tests import programs
from tests.clickwrap.asking import accept, accepted, assert_names, public, published
from tests.people import Caller
from workspace.models import Event

EN, FR = "Be kind.\n", "Soyez gentils.\n"
BOTH = {"en": EN, "fr": FR}


def hashed(text: str | bytes) -> str:
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


# As docs/evidence.md says; with nothing of ours.
HASH_OF_BOTH = hashed(f"\0safeclose-agreement-texts/1\nen {hashed(EN)}\nfr {hashed(FR)}\n")


def publish(caller: Caller, texts: dict[str, str], **more: Any) -> Any:
    return caller.post("/api/clickwrap", {"key": "terms", "title": "Terms", "texts": texts, **more})


def in_both(caller: Caller) -> dict[str, Any]:
    answer = publish(caller, BOTH)
    assert answer.status_code in (200, 201), answer.json()
    return dict(answer.json())


def test_two_texts_are_one_version_whose_hash_covers_both(alice: Caller) -> None:
    found = in_both(alice)
    assert (found["version"], found["versionHash"], found["languages"]) == (1, HASH_OF_BOTH, ["en", "fr"])
    (version,) = alice.get(f"/api/clickwrap/{found['id']}").json()["versions"]
    assert {**version, "createdAt": ""} == {
        "version": 1, "versionHash": HASH_OF_BOTH, "body": EN, "createdAt": "", "texts": BOTH,
    }  # fmt: skip
    assert alice.get("/api/clickwrap").json()["agreements"] == [found]


def test_the_order_of_texts_does_not_matter(alice: Caller) -> None:
    first = in_both(alice)
    again = publish(alice, {"fr": FR, "en": EN})
    assert (again.status_code, again.json()) == (200, first)
    assert Version.objects.count() == 1


def test_a_change_in_one_language_is_a_new_version(alice: Caller) -> None:
    in_both(alice)
    changed = publish(alice, {"en": EN, "fr": f"{FR} "}).json()
    assert (changed["version"], changed["versionHash"] != HASH_OF_BOTH) == (2, True)
    assert in_both(alice)["version"] == 1


def test_one_text_with_its_language_has_the_hash_of_a_text(alice: Caller) -> None:
    """So a text that was published without its language is the same version with it."""
    assert published(alice, FR)["languages"] == []
    found = publish(alice, {"fr": FR}).json()
    assert (found["version"], found["versionHash"], found["languages"]) == (1, hashed(FR), ["fr"])
    assert (Version.objects.count(), Publication.objects.count()) == (1, 2)
    assert Caller(None).get(f"{public(found)}?lang=en").json()["language"] == "fr"
    assert accepted(found)["versionHash"] == hashed(FR)
    assert Acceptance.objects.get().language == "fr", "there is no other that it could be"


@given(
    st.dictionaries(
        st.sampled_from(["en", "fr"]),
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80),
        min_size=2,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_makes_the_same_hash(alice: Caller, texts: dict[str, str]) -> None:
    found = publish(alice, texts).json()
    assert found["versionHash"] == hash_of(texts)
    assert Caller(None).get(f"{public(found)}?lang=fr").json()["body"] == texts["fr"]


WRONG: list[Any] = [
    {}, None, [], "x", {"de": "x"}, {"en": "x", "de": "y"}, {"en": ""}, {"en": None}, {"en": 7}, {"en": "x" * 200_001},
]  # fmt: skip


@pytest.mark.parametrize("texts", WRONG, ids=lambda value: str(value)[:20])
def test_invalid_texts_are_refused(alice: Caller, texts: Any) -> None:
    answer = publish(alice, texts)
    assert answer.status_code == 400
    assert [name.split(".")[0] for name in answer.json()["fields"]] == ["texts"]
    assert not Version.objects.exists()


def test_a_body_and_texts_are_not_taken_together(alice: Caller) -> None:
    assert_names(publish(alice, BOTH, body=EN), "texts")


@pytest.mark.parametrize(
    ("query", "header", "body", "language"),
    [
        ("?lang=fr", "en", FR, "fr"),
        ("?lang=en", "fr", EN, "en"),
        ("", "fr-CA,fr;q=0.9", FR, "fr"),
        ("", "de", EN, "en"),
        ("?lang=de", "fr", FR, "fr"),
        ("?lang=", "", EN, "en"),
    ],
)
def test_a_text_is_shown_in_the_readers_language(
    alice: Caller, query: str, header: str, body: str, language: str
) -> None:
    found = in_both(alice)
    answer = Caller(None).get(f"{public(found)}{query}", headers={"Accept-Language": header}).json()
    assert (answer["body"], answer["language"], answer["languages"]) == (body, language, ["en", "fr"])
    assert answer["versionHash"] == HASH_OF_BOTH


def test_the_language_is_recorded_and_chained(alice: Caller) -> None:
    found = in_both(alice)
    made = accepted(found, language="fr", versionHash=HASH_OF_BOTH)
    accepted(found)
    accepted(published(alice, "One text.", key="other"))
    assert [row.language for row in Acceptance.objects.order_by("id")] == ["fr", None, None]
    rows = alice.get(f"/api/clickwrap/{found['id']}/acceptances").json()["acceptances"]
    assert [row["language"] for row in rows] == [None, "fr"]
    assert Event.objects.filter(type="agreement.accepted").earliest("id").data["language"] == "fr"
    seal_all()
    entries = json.loads(bytes(Block.objects.get().payload))["acceptances"]
    assert [entry.get("language", "none") for entry in entries] == ["fr", "none", "none"]
    assert entries[0]["acceptanceId"] == made["acceptanceId"]
    assert fault_of(alice.organization.pk) is None


@pytest.mark.parametrize(("texts", "language"), [({"en": EN}, "fr"), (None, "en"), (BOTH, "de"), (BOTH, 7)])
def test_a_language_that_the_agreement_has_not_is_refused(
    alice: Caller, texts: dict[str, str] | None, language: Any
) -> None:
    found = publish(alice, texts).json() if texts else published(alice)
    assert_names(accept(found, language=language), "language")
    assert not Acceptance.objects.exists()


def test_a_changed_version_is_told_before_a_wrong_language(alice: Caller) -> None:
    found = in_both(alice)
    published(alice, "Another.")
    assert accept(found, language="fr", versionHash=HASH_OF_BOTH).json()["error"] == "version_changed"


def test_the_database_refuses_texts_without_their_hash_and_languages_that_were_not_published(alice: Caller) -> None:
    found = in_both(alice)
    accepted(found, language="fr")
    row = Acceptance.objects.get()
    with pytest.raises(IntegrityError, match="version_has_the_hash_of_its_text"), transaction.atomic():
        Version.objects.create(agreement_id=found["id"], number=2, sha256="0" * 64, body="", texts=BOTH)
    with pytest.raises(IntegrityError, match="version_has_the_hash_of_its_text"), transaction.atomic():
        Version.objects.create(agreement_id=found["id"], number=2, sha256=hashed("x"), body="x", texts={"en": "x"})
    row.pk, row.language = "acc_01h455vb4pex5vsknk084sn02q", "de"
    with pytest.raises(IntegrityError, match="names what was published"), transaction.atomic():
        row.save(force_insert=True)


def test_a_text_that_was_changed_is_found(alice: Caller) -> None:
    accepted(in_both(alice), language="fr")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE clickwrap_version DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE clickwrap_version DROP CONSTRAINT version_has_the_hash_of_its_text")
        cursor.execute("""UPDATE clickwrap_version SET texts = jsonb_set(texts, '{fr}', '"Payez."')""")
    assert "has another text" in (fault_of(alice.organization.pk) or "")


def receipt(caller: Caller, made: dict[str, Any], folder: Path) -> tuple[str, dict[str, bytes]]:
    """The words of a receipt, and its attachments."""
    pdf = caller.get(f"/api/clickwrap/acceptances/{made['acceptanceId']}/receipt").content
    (folder / "receipt.pdf").write_bytes(pdf)
    words = programs.run("pdftotext", "-layout", folder / "receipt.pdf", "-").stdout.decode()
    with pikepdf.open(BytesIO(pdf)) as opened:
        files = {name: found.get_file().read_bytes() for name, found in opened.attachments.items()}
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        files["lang"] = str(opened.Root.Lang).encode()
    return re.sub(r"\s+", " ", words), files


def test_the_receipt_is_in_the_language_that_was_accepted(
    alice: Caller, tmp_path: Path, needs: Callable[..., None]
) -> None:
    needs("pdftotext")
    made = accepted(in_both(alice), language="fr", subjectRef="user-7")
    words, files = receipt(alice, made, tmp_path)
    for part in (
        "Reçu d’une acceptation", "Demandé par Acme Financial", "Langue français", "Soyez gentils.", HASH_OF_BOTH,
        f"en {hashed(EN)}", f"fr {hashed(FR)}", "Par user-7 selon le navigateur", "Page 1 sur 1",
    ):  # fmt: skip
        assert part in words, part
    assert not re.search(r"\d\d:\d\d:\d\d\.\d", words), "to the second"
    assert "Be kind" not in words
    assert files == {"agreement.en.txt": EN.encode(), "agreement.fr.txt": FR.encode(), "lang": b"fr"}


def test_a_receipt_says_that_no_language_was_named(alice: Caller, tmp_path: Path, needs: Callable[..., None]) -> None:
    needs("pdftotext")
    words, files = receipt(alice, accepted(in_both(alice)), tmp_path)
    assert "Language not said by who accepted; the text exists in English and French, and is shown in English" in words
    assert "Be kind." in words
    assert set(files) == {"agreement.en.txt", "agreement.fr.txt", "lang"}
