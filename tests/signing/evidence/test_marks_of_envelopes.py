"""What is put on real envelopes is found by the verifier, by the route, and by the second implementation."""

from typing import Any

import pytest

from safeclose.storage import files
from safeclose.verify import verify
from signing.evidence.jobs import seal
from signing.evidence.models import Seal
from signing.evidence.service_key import service_key
from tests.paper import BEN, Sent
from tests.people import Caller
from tests.signing.envelopes.marking import ANN_SIGNS, BEN_SIGNS, consented, one, put
from tests.signing.evidence import independent_marks
from tests.signing.evidence.verifying import ask


def sealed(out: Sent) -> tuple[bytes, bytes]:
    seal(trail_id=out.id)
    found = Seal.objects.get(trail=out.id)
    return files.read(found.files.get().sealed_sha256), files.read(found.bundle_sha256)


def judged(out: Sent) -> dict[str, Any]:
    """The report, which all agree about."""
    pdf, bundle = sealed(out)
    report = verify(pdf, bundle, trust=[service_key().certificate]).as_json()
    assert [each for each in report["checks"] if not each["ok"]] == []
    assert report["result"] == "genuine"
    online = ask(pdf).json()
    assert {name: online[name] for name in ("result", "signatures", "marks")} == {
        name: report[name] for name in ("result", "signatures", "marks")
    }
    assert independent_marks.fault(pdf) is None
    return report


def test_marks_put_and_filled_are_listed_with_their_events(alice: Caller) -> None:
    out = consented(alice)
    ann, ben = out.links
    assert put(ann, one("initials"), one("colour", "vert (forêt) \\ 1"), one("agreed", True)).status_code == 200
    assert ann.take("sign", signatureText="A. Buyer").status_code == 200
    strokes = [[100, 100, 900, 400, 1500, 200], [2000, 300, 2500, 900]]
    assert ben.take("sign", signatureStrokes=strokes).status_code == 200
    report = judged(out)
    assert [(each["signer"], each["text"]) for each in report["signatures"]] == [
        (ANN_SIGNS["name"], "A. Buyer"),
        (BEN_SIGNS["name"], BEN_SIGNS["name"]),
    ]
    told = [(each["page"], each["kind"], each["label"], each["by"]) for each in report["marks"]]
    assert sorted(told) == [
        (1, "checkbox", "I have read it", "signer"),
        (1, "initials", "Initials of the buyer", "signer"),
        (1, "name", "", "signing"),
        (1, "text", "Colour of the door", "signer"),
        (2, "date", "", "signing"),
        (2, "signature", "", "signing"),
        (2, "signature", "", "signing"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Zoë O’Brien-Łukasiewicz",
        "محمد علي",
        "דוד כהן Smith",
        "王小明",
        "Nguyễn Thị Hồng",
        "Anna 😀 Bell",
        "a" * 100,
        "ß (x) \\",
    ],
)
def test_names_in_every_script_are_drawn_and_found(alice: Caller, name: str) -> None:
    out = consented(alice, signers=[{**ANN_SIGNS, "name": name}, BEN_SIGNS])
    for link in out.links:
        assert link.take("sign").status_code == 200
    report = judged(out)
    assert [each["text"] for each in report["marks"] if each["kind"] == "name"] == [name]


def test_a_signer_who_is_no_party_has_no_marks(alice: Caller) -> None:
    out = consented(alice, signers=[ANN_SIGNS, {**BEN, "role": "witness"}])
    for link in out.links:
        assert link.take("sign").status_code == 200
    assert {each["signer"] for each in judged(out)["marks"]} == {ANN_SIGNS["name"]}
