"""GET, POST, PATCH, DELETE /v1/signing/manager/signings/:id/signers."""

from typing import Any

import pytest

from signing.packages.models import Assignment, PackageSigner
from tests.signing.packages.stage import Stage, draft, ok, refused

SUE = {"name": "Sue", "email": "sue@example.com"}


def test_a_new_signer_is_answered_whole(stage: Stage) -> None:
    package = stage.draft()
    first, second = package.add_file()["id"], package.add_file()["id"]
    body = {"name": "Sue Signer", "email": "Sue@example.com", "phone": "+1 613 555 0100", "documentIds": []}
    made = ok(stage.mia.post(f"{package.path}/signers", body), 201)
    assert made == {
        "signer": {
            "id": made["signer"]["id"],
            "signingId": package.id,
            "name": "Sue Signer",
            "email": "Sue@example.com",
            "phone": "+1 613 555 0100",
            "party": None,
            "status": "pending",
            "authMethod": "email_link",
            "userLinked": True,
            "documentIds": [first, second],
            "signedDocumentIds": [],
            "notifiedAt": None,
            "completedAt": None,
        }
    }
    assert ok(stage.mia.get(f"{package.path}/signers")) == {"signers": [made["signer"]]}
    third = package.add_file()["id"]  # all means all that there come to be
    shown = ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]
    assert shown["documentIds"] == [first, second, third]


def test_a_signer_can_be_asked_to_sign_some_documents(stage: Stage) -> None:
    package = stage.draft()
    first, second = package.add_file()["id"], package.add_file()["id"]
    body = {**SUE, "documentIds": [second, int(second), second]}
    signer = ok(stage.mia.post(f"{package.path}/signers", body), 201)["signer"]
    assert signer["documentIds"] == [second]
    path = f"{package.path}/signers/{signer['id']}"
    assert ok(stage.mia.patch(path, {"documentIds": [second, first]}))["signer"]["documentIds"] == [first, second]
    assert ok(stage.mia.patch(path, {"name": "Susan"}))["signer"]["documentIds"] == [first, second]
    assert ok(stage.mia.patch(path, {"documentIds": []}))["signer"]["documentIds"] == [first, second]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "name: This field may not be blank."),
        ({"name": "a\tb"}, "name: Must be one line, without tabs."),
        ({"name": "x" * 501}, "name: Ensure this field has no more than 500 characters."),
        ({"email": "sue"}, "email: Enter a valid email address."),
        ({"email": "sue@example.com\nBcc: eve@example.com"}, "email: Enter a valid email address."),
        ({"email": None}, "email: This field may not be null."),
        ({"phone": "5" * 41}, "phone: Ensure this field has no more than 40 characters."),
        ({"documentIds": ["x"]}, "documentIds must be a numeric string."),
        ({"documentIds": [None]}, "documentIds must be a numeric string."),
        ({"documentIds": "1"}, 'documentIds: Expected a list of items but got type "str".'),
        ({"documentIds": [0]}, "documentIds names a document that is not in this package."),
    ],
    ids=repr,
)
def test_invalid_values_are_refused_by_field(stage: Stage, change: dict[str, Any], sentence: str) -> None:
    package = stage.draft()
    refused(stage.mia.post(f"{package.path}/signers", {**SUE, **change}), 400, sentence)
    assert not PackageSigner.objects.exists()
    signer = package.add_signer("tim")
    refused(stage.mia.patch(f"{package.path}/signers/{signer['id']}", change), 400, sentence)
    assert ok(stage.mia.get(f"{package.path}/signers")) == {"signers": [signer]}


def test_documents_of_another_package_are_refused(stage: Stage) -> None:
    other = stage.draft().add_file()["id"]
    package = draft(stage.mia, stage.toronto)
    words = "documentIds names a document that is not in this package."
    refused(stage.mia.post(f"{package.path}/signers", {**SUE, "documentIds": [other]}), 400, words)


def test_an_address_is_in_a_package_once(stage: Stage) -> None:
    package = stage.draft()
    package.add_signer("sue")
    tim = package.add_signer("tim")
    words = "The package has a signer of that e-mail address already."
    body = {"name": "Other", "email": "SUE@example.com"}
    refused(stage.mia.post(f"{package.path}/signers", body), 409, words)
    refused(stage.mia.patch(f"{package.path}/signers/{tim['id']}", body), 409, words)
    ok(stage.mia.patch(f"{package.path}/signers/{tim['id']}", {"email": "TIM@example.com"}))


def test_removing_one_leaves_the_others(stage: Stage) -> None:
    package = stage.draft()
    document = package.add_file()["id"]
    sue, tim, kay = package.add_signer("sue"), package.add_signer("tim", [document]), package.add_signer("kay")
    answer = stage.mia.delete(f"{package.path}/signers/{sue['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert ok(stage.mia.get(f"{package.path}/signers")) == {"signers": [tim, kay]}
    refused(stage.mia.delete(f"{package.path}/signers/{sue['id']}"), 404, "Not found.")
    refused(stage.mia.delete(f"{package.path}/signers/x"), 400, "signerId must be a numeric string.")
    other = draft(stage.mia, stage.toronto).add_signer()["id"]
    refused(stage.mia.delete(f"{package.path}/signers/{other}"), 404, "Not found.")
    refused(stage.mia.patch(f"{package.path}/signers/{other}", {"name": "x"}), 404, "Not found.")
