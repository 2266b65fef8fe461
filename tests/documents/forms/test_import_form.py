"""`manage.py import_form`: packs printed on a form that an administrator loads."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pikepdf import Name, String

from documents import packs
from documents.forms.blank_forms.mapping import faults
from documents.forms.blank_forms.paths import leads_somewhere, leaves
from documents.forms.fillable_pdf.fields import Field
from documents.models import BlankForm, Rendering
from documents.packs.toolkit.values import parse_day
from documents.packs.toolkit.wording import dollars, long_date
from safeclose import clock
from safeclose.storage import files
from tests.documents.forms.forms import COMB, MULTILINE, FormMaker
from tests.documents.packs.reading_pdf import squeezed, text
from tests.paper import FORM, generated, sample
from tests.people import Caller
from workspace.models import Event

MAPPING = {
    "Buyer": "parties.buyers.*.name",
    "Price": "{money.priceCents:figures} ({money.priceCents:words})",
    "Day": "{dates.completionDate:day}",
    "Month": "{dates.completionDate:month}",
    "Year": "{dates.completionDate:year}",
    "OfferDay": "{dates.offerDate:day}",
    "ByBuyer": "dates.irrevocableBy=buyer",
    "BySeller": "dates.irrevocableBy=seller",
    "Insured": "title.titleInsurance",
    "Chattels": "{inclusions:lines}",
    "Postal": "property.address.postalCode",
    "Hst": "money.hst",
}


def blank() -> bytes:
    """A form of our own making; nobody's licensed one."""
    made = FormMaker()
    made.say("Offer to buy a house", 72, 750)
    for at, name in enumerate(("Buyer", "Price", "Day", "Month", "Year", "OfferDay", "Unmapped")):
        made.text(name, [72, 700 - 30 * at, 500, 718 - 30 * at])
    made.checkbox("ByBuyer", [72, 480, 86, 494])
    made.checkbox("BySeller", [102, 480, 116, 494])
    made.checkbox("Insured", [132, 480, 146, 494])
    made.text("Chattels", [72, 300, 500, 460], Ff=MULTILINE)
    made.text("Postal", [72, 260, 200, 278], Ff=COMB, MaxLen=6)
    boxes = [([72, 220, 86, 234], 0, "included"), ([102, 220, 116, 234], 0, "in_addition")]
    made.group("Hst", Name.Btn, boxes, Ff=1 << 15)
    return made.bytes()


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    """The blank and its mapping as files."""
    form, mapping = tmp_path / "blank.pdf", tmp_path / "map.json"
    form.write_bytes(blank())
    mapping.write_text(json.dumps(MAPPING))
    return form, mapping


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("import_form", *map(str, arguments), stdout=out)
    return out.getvalue()


def pack_of(caller: Caller) -> Any:
    return next(pack for pack in caller.get("/api/documents/packs").json()["packs"] if pack["formKey"] == FORM)


def words(caller: Caller, document: dict[str, Any]) -> str:
    pdf = caller.get(f"/api/documents/{document['id']}/file").content
    return text(pdf)


def test_a_document_is_printed_on_the_imported_form(alice: Caller, paths: tuple[Path, Path]) -> None:
    said = run(FORM, paths[0], "--mapping", paths[1])
    assert said == (
        f"{FORM} is printed on this form; 12 of its fields are filled.\n"
        "These fields stay empty:\nUnmapped: text, page 1\n"
    )
    digest = files.sha256(paths[0].read_bytes())
    assert pack_of(alice)["blankForm"] == {"sha256": digest}
    assert alice.get(f"/api/documents/packs/{FORM}").json()["blankForm"] == {"sha256": digest}
    given, document = sample(), generated(alice)
    read = words(alice, document)
    form, rest = read.split("\f", 1)
    completion = parse_day(given["dates"]["completionDate"])
    assert "Offer to buy a house" in form
    assert ", ".join(one["name"] for one in given["parties"]["buyers"]) in form
    assert dollars(given["money"]["priceCents"])[1:] + " (one million two hundred" in " ".join(form.split())
    for part in (str(completion.day), long_date(completion).split()[2], str(completion.year)):
        assert part in form.split()
    assert form.count("✓") == 2
    assert form.count("●") == 1
    assert all(squeezed(one) in squeezed(form) for one in given["inclusions"])
    assert "Particulars that the form has no field for" in rest


def signed_blank() -> bytes:
    made = FormMaker()
    made.text("Buyer", [72, 700, 300, 718])
    places = {"Buyer signature": 600, "parties.sellers.0.signature": 560, "Third buyer": 520, "Witness": 480}
    for name, bottom in places.items():
        made.fields.append(made.widget([72, bottom, 300, bottom + 30], FT=Name.Sig, T=String(name)))
    made.text("Buyer date signed", [320, 600, 400, 616])
    made.text("parties.sellers.0.dateSigned", [320, 560, 400, 576])
    return made.bytes()


def places(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    rendering = Rendering.objects.get(document_id=document["id"])
    return [(mark["id"], mark["kind"], mark.get("party", "")) for mark in rendering.marks]


def test_a_mapping_says_whose_the_places_for_signers_are(alice: Caller, tmp_path: Path) -> None:
    form, mapping = tmp_path / "blank.pdf", tmp_path / "map.json"
    form.write_bytes(signed_blank())
    entries = {
        "Buyer": "parties.buyers.*.name", "Buyer signature": "parties.buyers.0", "Third buyer": "parties.buyers.2",
        "Buyer date signed": "parties.buyers.0",
    }  # fmt: skip
    mapping.write_text(json.dumps(entries))
    said = run(FORM, form, "--mapping", mapping)
    assert said == (
        f"{FORM} is printed on this form; 1 of its fields are filled.\n"
        "These places for signers name no party:\n"
        "parties.sellers.0.signature: signature, page 1\nWitness: signature, page 1\n"
        "These fields stay empty:\nparties.sellers.0.dateSigned: text, page 1\n"
    )
    assert places(generated(alice)) == [  # there is no third buyer
        ("Buyer-signature", "signature", "buyers.0"),
        ("Buyer-date-signed", "date", "buyers.0"),
        ("parties.sellers.0.signature", "signature", ""),
        ("parties.sellers.0.dateSigned", "date", ""),
        ("Witness", "signature", ""),
    ]


def test_places_named_like_something_of_a_party_are_theirs(alice: Caller, tmp_path: Path) -> None:
    form = tmp_path / "blank.pdf"
    form.write_bytes(signed_blank())
    run(FORM, form)
    found = places(generated(alice))
    assert [place for place in found if place[2]] == [
        ("parties.sellers.0.signature", "signature", "sellers.0"),
        ("parties.sellers.0.dateSigned", "date", "sellers.0"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("entry", ["parties.buyers", "parties.buyers.x", "buyers.0", "property.address", "", 5])
def test_a_place_for_signers_takes_a_party_only(tmp_path: Path, entry: Any) -> None:
    form, mapping = tmp_path / "blank.pdf", tmp_path / "map.json"
    form.write_bytes(signed_blank())
    mapping.write_text(json.dumps({"Witness": entry}))
    with pytest.raises(CommandError, match=r"^Witness: must be a party, such as parties\.buyers\.0\.$"):
        run(FORM, form, "--mapping", mapping)
    assert not BlankForm.objects.exists()


def test_every_value_is_printed_on_the_form_or_behind_it(alice: Caller, paths: tuple[Path, Path]) -> None:
    """Every value of the data stands on the form or behind it."""
    run(FORM, paths[0], "--mapping", paths[1])
    given = sample()
    read = words(alice, generated(alice))
    form, rest = read.split("\f", 1)
    for one in [*given["parties"]["buyers"], *given["parties"]["sellers"]]:
        assert squeezed(one["name"]) in squeezed(read)
        assert squeezed(one["address"]) in squeezed(rest)
        assert one["email"] in rest
    for schedule in given["schedules"]:
        assert squeezed(schedule["body"]) in squeezed(rest)
    assert "Dates, offer date" in rest, "of which the form has the day alone"
    assert "Dates, completion date" not in rest
    assert "Money, price" not in rest
    assert "Parties, buyers, no. 1, name" not in rest
    assert "seeno.12attheend" in squeezed(form), "a postal code of seven letters in a comb of six"
    assert given["property"]["address"]["postalCode"] in rest


def test_the_form_that_a_document_was_printed_on_is_recorded(alice: Caller, paths: tuple[Path, Path]) -> None:
    plain = packs.get(FORM).template_version
    run(FORM, paths[0], "--mapping", paths[1])
    document = generated(alice)
    first = Rendering.objects.get(document_id=document["id"]).template_version
    path = paths[1]
    path.write_text(json.dumps({**MAPPING, "Unmapped": "property.address.city"}))
    run(FORM, paths[0], "--mapping", path)
    second = Rendering.objects.get(document_id=generated(alice)["id"]).template_version
    assert len({plain, first, second}) == 3
    assert BlankForm.objects.count() == 2, "the form before stays on record"
    assert BlankForm.objects.current().count() == 1


def test_a_removed_form_is_no_longer_printed_on(alice: Caller, paths: tuple[Path, Path]) -> None:
    run(FORM, paths[0], "--mapping", paths[1])
    assert run(FORM, "--remove") == f"{FORM} is printed on plain paper again.\n"
    assert run(FORM, "--remove") == f"{FORM} is printed on plain paper already.\n"
    assert pack_of(alice)["blankForm"] is None
    assert "Offer to buy a house" not in words(alice, generated(alice))
    assert list(Event.objects.filter(subject_type="form").order_by("id").values_list("type", flat=True)) == [
        "form.loaded", "form.removed",
    ]  # fmt: skip


def test_fields_named_like_paths_are_mapped_without_a_mapping(db: None, tmp_path: Path) -> None:
    made = FormMaker()
    made.text("parties.buyers.0.name", [72, 700, 300, 720])
    made.text("property.address.street", [72, 660, 300, 680])
    made.text("Buyer 1", [72, 620, 300, 640])
    path = tmp_path / "blank.pdf"
    path.write_bytes(made.bytes())
    assert run(FORM, path).splitlines()[-1] == "Buyer 1: text, page 1"
    assert BlankForm.objects.get().mapping == {
        "parties.buyers.0.name": "parties.buyers.0.name", "property.address.street": "property.address.street",
    }  # fmt: skip


def test_the_fields_of_a_file_are_listed(db: None, paths: tuple[Path, Path]) -> None:
    lines = run(FORM, paths[0], "--list").splitlines()
    assert (lines[0], lines[-1]) == ("Buyer: text, page 1", "Hst: radio (included, in_addition), page 1")
    assert not BlankForm.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"Nobody": "parties.buyers.0.name"}, "The form has no field Nobody."),
        ({"Buyer": "parties.buyers.0.nmae"}, "Buyer: the form's data has no parties.buyers.0.nmae."),
        ({"Buyer": "parties.buyers.0"}, "Buyer: the form's data has no parties.buyers.0."),
        ({"Buyer": "parties.buyers"}, "Buyer: the form's data has no parties.buyers."),
        ({"Buyer": "{money.priceCents:roman}"}, "Buyer: there is no format roman."),
        ({"Buyer": "{money.priceCents"}, "Buyer: has a brace without its other."),
        ({"Buyer": "dates.irrevocableBy=buyer"}, "Buyer: only a box to tick takes a comparison."),
        ({"ByBuyer": "{dates.irrevocableBy}"}, "ByBuyer: a box to tick takes a path, or a comparison."),
        ({"Buyer": 5}, "Buyer: must be a path, or a text with paths in it."),
    ],
    ids=repr,
)
def test_a_malformed_mapping_is_refused(db: None, paths: tuple[Path, Path], mapping: dict[str, Any], said: str) -> None:
    paths[1].write_text(json.dumps(mapping))
    with pytest.raises(CommandError) as refused:
        run(FORM, paths[0], "--mapping", paths[1])
    assert said in str(refused.value).splitlines()
    assert not BlankForm.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("on/spaceship", "x.pdf"), "There is no form on/spaceship"),
        ((FORM,), "Name the PDF."),
        ((FORM, "missing.pdf"), "missing.pdf can't be read: No such file or directory."),
        ((FORM, "text.pdf"), "The file is not a PDF."),
        ((FORM, "blank.pdf", "--mapping", "text.pdf"), "text.pdf is not JSON"),
    ],
)
def test_a_file_that_is_no_form_is_refused(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.pdf").write_text("Hello")
    (tmp_path / "blank.pdf").write_bytes(blank())
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_every_path_of_every_sample_can_be_mapped() -> None:
    """The paths that a mapping may name are those that the data has."""
    for pack in packs.every():
        for path, _ in leaves(pack.sample(clock.now().date())):
            assert leads_somewhere(pack.model, path), (pack.key, path)
        assert faults({"f": "no.such.path"}, [Field("f", "text", ())], pack.model, [], pack.sides) == [
            "f: the form's data has no no.such.path."
        ]
