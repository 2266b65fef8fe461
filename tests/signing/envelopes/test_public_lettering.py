"""POST /api/public/sign/:token/lettering."""

from typing import Any

import pytest

from safeclose.marks.drawings import OUTLINES
from signing.evidence.models import TrailEvent
from tests.paper import Link, Sent
from tests.people import Caller
from tests.prepared import once, sent
from tests.signing.envelopes.identifying import asked
from tests.signing.envelopes.marking import consented, last

BODY = {"signature": "Ann Archer", "initials": "AA"}


def letter(link: Link, **body: Any) -> Any:
    return Caller(None).post(f"{link.path}/lettering", {**BODY, **body})


@pytest.fixture
def out(alice: Caller) -> Sent:
    return sent(alice)


def test_typed_letters_are_answered_as_outlines(out: Sent) -> None:
    answer = letter(out.links[0], signature="  Ann Archer ")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["signature", "initials"]
    assert [list(each) for each in body.values()] == [["text", "box", "outlines"]] * 2
    assert [each["text"] for each in body.values()] == ["Ann Archer", "AA"]
    assert all(OUTLINES.fullmatch(each["outlines"]) for each in body.values())
    widths = [each["box"][2] - each["box"][0] for each in body.values()]
    assert widths[0] > 2 * widths[1] > 0
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_shown_is_what_is_signed(alice: Caller) -> None:
    out = once("consented", lambda: consented(alice))
    ann = out.links[0]
    shown = letter(ann, signature="Annie", initials="Ä.").json()
    assert ann.take("sign", signatureText="Annie", initialsText="Ä.").status_code == 200
    data, kept = last("signed", out)
    for name, drawing in shown.items():
        number = data[name]
        signed = {part: kept[f"/data/drawings/{number}/{part}"] for part in ("text", "outlines")}
        assert drawing == {**signed, "box": data["drawings"][number]["box"]}


def test_nothing_is_recorded(out: Sent) -> None:
    letter(out.links[0])
    assert list(TrailEvent.objects.values_list("type", flat=True)) == ["sent"]


@pytest.mark.parametrize("name", BODY)
def test_letters_that_no_font_has_are_refused(out: Sent, name: str) -> None:
    answer = letter(out.links[0], **{name: "Ann \U000f0000"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")
    assert "U+F0000" in answer.json()["message"]
    assert answer.json()["unprintable"] == "\U000f0000"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"signature": ""}, "signature"), ({"signature": None}, "signature"), ({"signature": 5}, "signature"),
        ({"signature": "x" * 201}, "signature"), ({"signature": "a\tb"}, "signature"),
        ({"initials": "   "}, "initials"), ({"initials": "x" * 21}, "initials"), ({"initials": ["A"]}, "initials"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_malformed_text_is_refused_by_field(out: Sent, body: dict[str, Any], field: str) -> None:
    answer = letter(out.links[0], **body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_both_texts_are_needed(out: Sent) -> None:
    answer = Caller(None).post(f"{out.links[0].path}/lettering", {})
    required = ["This field is required."]
    assert (answer.status_code, answer.json()["fields"]) == (400, {"signature": required, "initials": required})


@pytest.mark.parametrize("how", ["voided", "declined", "signed"])
def test_a_link_that_is_gone_letters_nothing(alice: Caller, out: Sent, how: str) -> None:
    link = out.links[0]
    if how == "voided":
        alice.delete(out.path)
    else:
        link.reach("consented") if how == "signed" else None
        link.take({"signed": "sign", "declined": "decline"}[how])
    answer = letter(link, signature="")
    assert (answer.status_code, answer.json()) == (410, {"state": "gone"})


def test_who_waits_or_is_not_identified_sees_no_letters(alice: Caller) -> None:
    assert letter(sent(alice, mode="sequential").links[1]).status_code == 409
    answer = letter(asked(alice, "kba").links[0])
    message = "Identify yourself first: the document is shown after that."
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": message})
