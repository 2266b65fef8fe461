"""PUT /v1/signing/manager/signings/:id/documents/:documentId/positions."""

from functools import partial
from typing import Any

import pytest

from signing.packages.models import Signing, SigningDocument
from signing.packages.signings.placing import placed
from tests.matching import A_TIME
from tests.racing import at_once, races
from tests.signing.packages.stage import BASE, Package, Stage, draft, grant, ok, position, ready, refused
from workspace.models import Event

PLAIN = {"required": True, "label": ""}


def put(package: Package, document: str, *positions: Any) -> Any:
    return package.manager.put(f"{package.path}/documents/{document}/positions", {"positions": list(positions)})


def test_positions_are_answered_whole_and_shown(stage: Stage) -> None:
    package, (document,) = stage.ready()
    before = ok(stage.mia.get(f"{package.path}/documents"))["documents"][0]
    assert before["positions"] == []
    signer = ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["id"]
    given = [
        position(signer=signer),
        position("text", id="colour", party="buyer", required=False, label=" Colour of the door "),
        position("checkbox", page=1, x=0, y=0, width=612, height=792),
    ]
    answer = ok(put(package, document, *given))
    assert answer == {
        "document": {
            **before,
            "positions": [
                {**given[0], **PLAIN, "id": "p1"},
                {**given[1], "label": "Colour of the door"},
                {**given[2], **PLAIN, "id": "p2", "required": False},
            ],
        }
    }
    assert ok(stage.mia.get(f"{package.path}/documents"))["documents"] == [answer["document"]]
    again = ok(put(package, document, *answer["document"]["positions"]))
    assert again == answer, "what is answered can be put"
    assert Event.objects.filter(type="signing.updated", subject_id=package.id).count() == 3, "two when it was made"
    assert ok(put(package, document)) == {"document": before}, "the positions are replaced as a whole"


def test_made_ids_leave_those_that_are_given(stage: Stage) -> None:
    package, (document,) = stage.ready()
    given = (position(), position(id="p1"), position(), position(id="p3"))
    assert [one["id"] for one in package.ask(document, *given)] == ["p2", "p1", "p4", "p3"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"page": 3}, "positions.1: The PDF has no page 3, it has 2."),
        ({"page": 0}, "positions.1.page: Ensure this value is greater than or equal to 1."),
        ({"x": 412.5}, "positions.1: It does not lie on page 2, which has 612 by 792 points."),
        ({"y": 732.1}, "positions.1: It does not lie on page 2, which has 612 by 792 points."),
        ({"x": -1}, "positions.1.x: Ensure this value is greater than or equal to 0."),
        ({"kind": "stamp"}, "positions.1.kind: Must be one of signature, initials, name, date, text, checkbox."),
        ({"id": "first"}, "positions.1.id: Another position has the id first."),
        ({"id": "a b"}, "positions.1.id: Must be 1 to 64 of the letters A to Z, a to z, digits, and . _ -"),
        ({"id": ""}, "positions.1.id: This field may not be blank."),
        ({"label": "x" * 101}, "positions.1.label: Ensure this field has no more than 100 characters."),
        ({"label": "a\nb"}, "positions.1.label: Must be one line, without tabs."),
        ({"party": ""}, "positions.1.party: This field may not be blank."),
        ({"required": "yes"}, "positions.1.required: Must be a valid boolean."),
        ({"signer": "x"}, "signer must be a numeric string."),
        ({"signer": "0"}, "positions.1.signer: The package has no signer 0."),
        ({"signer": str(2**70)}, "positions.1.signer: The package has no signer 0."),
    ],
    ids=repr,
)
def test_what_is_no_position_is_refused_and_nothing_is_changed(
    stage: Stage, change: dict[str, Any], sentence: str
) -> None:
    package, (document,) = stage.ready()
    before = package.ask(document, position())
    refused(put(package, document, position(id="first"), position(**change)), 400, sentence)
    assert ok(stage.mia.get(f"{package.path}/documents"))["documents"][0]["positions"] == before


def test_a_rectangle_may_end_where_its_page_ends_as_it_is_shown(stage: Stage) -> None:
    package, (document,) = stage.ready()
    package.ask(document, position(x=412, y=732))


def test_positions_are_a_list_of_at_most_a_thousand(stage: Stage) -> None:
    package, (document,) = stage.ready()
    path = f"{package.path}/documents/{document}/positions"
    refused(stage.mia.put(path, {}), 400, "positions: This field is required.")
    refused(stage.mia.put(path, {"positions": {}}), 400, 'positions: Expected a list of items but got type "dict".')
    refused(
        stage.mia.put(path, {"positions": [position()] * 1001}),
        400,
        "positions: Ensure this field has no more than 1000 elements.",
    )


def test_the_signer_of_another_package_is_unknown_here(stage: Stage) -> None:
    package, (document,) = stage.ready()
    other = draft(stage.mia, stage.toronto).add_signer("tim")["id"]
    refused(
        put(package, document, position(signer=other)),
        400,
        f"positions.0.signer: The package has no signer {other}.",
    )


def test_positions_are_put_in_drafts_only(stage: Stage) -> None:
    package, (document,) = stage.active()
    refused(put(package, document, position(page=9)), 409, "The package is active, so it can't be changed.")
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(put(package, document), 409, "The package was cancelled, so it can't be changed.")


def test_who_may_write_there_puts_positions_and_no_one_else(stage: Stage) -> None:
    package, (document,) = stage.ready()
    one = grant(stage.stranger, stage.acme, signings=1)
    path, body = f"{package.path}/documents/{document}/positions", {"positions": [position()]}
    refused(one.put(path, body), 403, "You may not change signings.")
    refused(stage.carl.put(path, body), 403, "This is outside of what you manage.")
    refused(stage.sue.put(path, body), 403, "You are neither a manager nor an admin of signing packages.")
    ok(stage.ada.put(path, body))
    refused(stage.mia.put(f"{package.path}/documents/0/positions", body), 404, "Not found.")
    _, (foreign,) = ready(stage.mia, stage.toronto)
    refused(stage.mia.put(f"{package.path}/documents/{foreign}/positions", body), 404, "Not found.")
    refused(stage.mia.put(f"{BASE}/signings/0/documents/{document}/positions", body), 404, "Not found.")


def test_a_document_without_a_file_has_no_pages(stage: Stage) -> None:
    package, (document,) = stage.ready()
    SigningDocument.objects.update(file_sha256=None, page_count=None)
    refused(put(package, document, position()), 400, "positions.0: The PDF has no page 2, it has 0.")


def test_positions_and_activation_at_once_leave_marks_that_are_those_of_the_positions(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=20):
        package, (document,) = ready(stage.mia, stage.toronto)
        changed, sent = at_once(
            [partial(put, package, document, position(id="late")), partial(stage.mia.post, f"{package.path}/activate")],
            held=held,
        )
        assert (sent.status_code, changed.status_code) in ((200, 200), (200, 409))
        row = SigningDocument.objects.get(pk=document)
        signers = list(row.signing.signers.all())
        assert row.marks == placed([(row, signers)]).marks[row.pk]
        assert [mark["id"] for mark in row.marks] == (["late"] if changed.status_code == 200 else [])


def test_a_signer_removed_while_positions_name_them_is_named_nowhere(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=20):
        package, (document,) = ready(stage.mia, stage.toronto, "sue", "tim")
        tim = ok(stage.mia.get(f"{package.path}/signers"))["signers"][1]["id"]
        changed, removed = at_once(
            [
                partial(put, package, document, position(signer=tim)),
                partial(stage.mia.delete, f"{package.path}/signers/{tim}"),
            ],
            held=held,
        )
        assert (removed.status_code, changed.status_code) in ((204, 200), (204, 400))
        assert SigningDocument.objects.get(pk=document).positions == []


def test_a_change_of_positions_shows_in_the_package(stage: Stage) -> None:
    package, (document,) = stage.ready()
    before = package.shown()
    package.ask(document, position())
    assert package.shown() == {**before, "updatedAt": A_TIME}
    assert package.shown()["updatedAt"] > before["updatedAt"]
