"""`manage.py erase_person` touches nobody but the person whose address is named."""

import json
import secrets
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.db.models import F

from clickwrap.models import Acceptance
from documents.models import Comment, Loan
from safeclose.records import erasure
from safeclose.storage import files
from signing.evidence.jobs import seal
from signing.evidence.models import Seal
from tests.clickwrap.asking import published
from tests.documents.chattel.asking import LOAN, made
from tests.paper import ANN, draft, sample, sent
from tests.people import Caller
from workspace.events import forgetting
from workspace.models import Event, IdempotentRequest, Membership, Role, User

NFC, NFD = "zo\u00e9@example.com", "zoe\u0301@example.com"


def run(email: str, *options: str) -> str:
    printed = StringIO()
    call_command("erase_person", email, *options, stdout=printed)
    return printed.getvalue()


def report(email: str, *options: str) -> dict[str, Any]:
    return dict(json.loads(run(email, "--json", *options)))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(model._base_manager.annotate(row=F("pk")).values(), key=str)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def traces(caller: Caller, email: str, name: str) -> list[str]:
    """Of this address in every kind of thing, in the caller's organization; the digests of what was sealed."""
    party = {"name": name, "email": email, "role": "seller"}
    canonical = sample()
    canonical["parties"]["sellers"] = [{"name": name, "email": email}]
    draft(caller, canonical=canonical, title=f"Sale by {name}")
    out = sent(caller, signers=[ANN, party])
    out.sign()
    seal(trail_id=out.id)
    user = User.objects.create(clerk_user_id=f"user_{secrets.token_hex(6)}", name=name, email=email)
    role = Role.objects.get(organization=caller.organization, slug="owner")
    Membership.objects.create(organization=caller.organization, role=role, status="PENDING", invited_email=email)
    loan = {**LOAN, "borrower": {"name": name, "email": email}}
    record = made(caller, title=f"Truck of {name}", loan=loan)
    Comment.objects.create(
        document_id=record["id"], number=1, author=user, author_name=name, text=f"{name} <{email}> asked."
    )
    Caller(None).post(f"/api/public/clickwrap/{published(caller)['id']}", {"subjectRef": email})
    IdempotentRequest.objects.create(
        user=user, scope=secrets.token_hex(32), request="POST /x", fingerprint="f" * 64, status=200,
        body={"signers": [party]}, is_carried_out=True,
    )  # fmt: skip
    sealed = Seal.objects.get(trail=out.id)
    return [sealed.certificate_sha256, sealed.bundle_sha256, *(one.sealed_sha256 for one in sealed.files.all())]


OTHERS = ["zelda@example.com.au", "zelda+anna@example.com", "'zelda@example.com", '"a zelda@example.com"@example.com']


@pytest.mark.parametrize("other", OTHERS)
def test_a_longer_address_changes_nothing(other: str, alice: Caller) -> None:
    User.objects.create(clerk_user_id="user_z", name="Robin", email=other)
    _comment(alice, f"Robin has {other} now.")
    before = everything()
    assert run("zelda@example.com", "--yes") == "Nobody is known by this address. Nothing was changed.\n"
    assert everything() == before


def test_whose_address_ends_in_it_loses_nothing(charlie: Caller) -> None:
    digests = traces(charlie, "anna.zelda@example.com", "Zelda Quince")
    before = everything()
    sentence = "Nobody is known by this address. Nothing was changed.\n"
    assert run("zelda@example.com", "--yes") == sentence
    assert run("zelda@example.com") == sentence
    assert everything() == before
    assert [files.is_erased(digest) for digest in digests] == [False] * 3


def test_her_erasure_leaves_all_of_another_organization_with_a_longer_address(alice: Caller, charlie: Caller) -> None:
    digests = traces(charlie, "anna.zelda@example.com", "Anna Zelda Quince")
    others = {label: {row["row"] for row in rows} for label, rows in everything().items()}
    hers = traces(alice, "zelda@example.com", "Zelda Quince")
    before = _only(others)
    told = report("zelda@example.com", "--yes")
    assert _only(others) == before
    assert set(hers) <= {each["sha256"] for each in told["filesRemoved"]}
    assert [files.is_erased(digest) for digest in hers + digests] == [True] * 3 + [False] * 3


def _only(wanted: dict[str, set[Any]]) -> dict[str, list[dict[str, Any]]]:
    return {label: [row for row in rows if row["row"] in wanted[label]] for label, rows in everything().items()}


@pytest.mark.parametrize("stored", [NFD, NFC, NFC.upper(), NFD.upper(), "Zo\u00c9@Example.com"])
@pytest.mark.parametrize("named", [NFC, NFD.title()])
def test_every_spelling_of_the_same_address_is_found(stored: str, named: str, alice: Caller) -> None:
    User.objects.create(clerk_user_id="user_z", name="Zoe", email=stored)
    comment = _comment(alice, f"Ask {stored}, not xzo\u00e9@example.com.")
    assert report(named, "--yes")["known"]
    assert not User.objects.exclude(email="").exists()
    comment.refresh_from_db()
    assert comment.text == "Ask (erased), not xzo\u00e9@example.com."


def _comment(caller: Caller, text: str) -> Comment:
    record = made(caller, title="Truck", loan=LOAN)
    author = User.objects.get(name="Alice")
    return Comment.objects.create(document_id=record["id"], number=1, author=author, author_name="Alice", text=text)


ALIKE = [
    ("stra\u00dfe@example.com", "strasse@example.com"),
    ("strasse@example.com", "stra\u00dfe@example.com"),
    ("zelda@example.com", "\uff5aelda@example.com"),
    ("zigg@example.com", "\u1dbbigg@example.com"),
    ("sam@example.com", "\u017fam@example.com"),
]


@pytest.mark.parametrize(("named", "stored"), ALIKE)
def test_a_similar_address_is_listed_and_erased_only_when_it_is_named(named: str, stored: str, charlie: Caller) -> None:
    User.objects.create(clerk_user_id="user_z", name="Robin", email=stored)
    Caller(None).post(f"/api/public/clickwrap/{published(charlie)['id']}", {"subjectRef": f"mailto:{stored}"})
    before = everything()
    assert run(named, "--yes") == (
        "Nobody is known by this address. Nothing was changed.\n"
        f"Not touched: {stored} is a similar address. If it is theirs too, erase it by name.\n"
    )
    assert report(named)["similar"] == [stored]
    assert everything() == before
    assert report(stored, "--yes")["known"]
    assert not User.objects.exclude(email="").exists()
    assert Acceptance.objects.get().kept == {}


def test_a_letter_that_is_upper_case_for_two_is_not_the_other(alice: Caller) -> None:
    """The upper case of a dotless i is I as well, and so PostgreSQL finds one for the other."""
    made(alice, title="Truck", loan={**LOAN, "borrower": {"name": "Robin", "email": "robin@example.com"}})
    Loan.objects.update(borrower_email="z\u0131gg@example.com")
    before = everything()
    assert report("zigg@example.com", "--yes")["known"] is False
    assert everything() == before


def test_nothing_is_erased_without_yes_and_all_that_would_go_is_listed(alice: Caller) -> None:
    digests = traces(alice, "zelda@example.com", "Zelda Quince")
    user = User.objects.get(email="zelda@example.com")
    before = everything()
    lines = run("zelda@example.com").splitlines()
    told = report("zelda@example.com", "--dry-run")
    assert everything() == before
    assert lines[0] == f"{told['rows']} rows would change. Their evidence would verify as before."
    assert lines[-1] == "Nothing was written. To erase the person, run the command again with --yes."
    assert f"user {user.pk}" in lines
    assert "1 row of workspace.Membership" in lines
    assert {f"file {each['sha256']} {each['what']}" for each in told["filesRemoved"]} <= set(lines)
    assert set(digests) <= {each["sha256"] for each in told["filesRemoved"]}
    assert told["things"]["user"] == [str(user.pk)]
    assert sum(told["changes"].values()) == told["rows"]
    assert {**report("zelda@example.com", "--yes"), "dryRun": True} == told


def test_a_namesakes_event_with_an_equal_number_is_left(alice: Caller) -> None:
    """A user and a signer of a package may both be number 7."""
    person = erasure.Person("zelda@example.com", {("signer", "7")}, {"Anna"})
    event = Event.objects.create(
        type="user.verified", subject_type="user", subject_id="7", data={},
        actor={"kind": "user", "id": "7", "name": "Anna"},
    )  # fmt: skip
    assert forgetting.events(person) == 0
    event.refresh_from_db()
    assert event.actor == {"kind": "user", "id": "7", "name": "Anna"}


def test_dry_run_and_yes_exclude_each_other(alice: Caller) -> None:
    with pytest.raises(CommandError, match="not allowed with argument"):
        run("zelda@example.com", "--dry-run", "--yes")


@pytest.mark.parametrize("bad", ["zelda", "@", "zelda@", "@example.com", "a@b@c", "Zelda <z@example.com>", "a b@c.d"])
def test_what_is_not_one_address_is_refused(bad: str, db: None) -> None:
    with pytest.raises(CommandError, match="Give the person's e-mail address, and nothing else") as refused:
        run(bad, "--yes")
    assert refused.value.returncode == 2


def test_a_namesake_in_another_organization_keeps_answers_and_jobs(alice: Caller, charlie: Caller) -> None:
    User.objects.create(clerk_user_id="user_z", name="Anna", email="zelda@example.com")
    other = User.objects.get(name="Charlie")
    kept = IdempotentRequest.objects.create(
        user=other, scope="s" * 64, request="POST /x", fingerprint="f" * 64, status=200, is_carried_out=True,
        body={"signers": [{"name": "Anna", "email": "anna@example.com"}]},
    )  # fmt: skip
    report("zelda@example.com", "--yes")
    kept.refresh_from_db()
    assert kept.body == {"signers": [{"name": "Anna", "email": "anna@example.com"}]}


# Where an address may stand, which no name of a column tells.
FREE = {"clickwrap.Acceptance.kept", "documents.Document.canonical"}


def test_every_column_of_addresses_is_looked_through_for_similar_ones() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "email" in field.name and not isinstance(field, models.BooleanField)
    }
    # The second is made from the first, and is changed with it.
    assert found - {"signing.PackageSigner.folded_email"} == set(erasure.address_columns.all()) - FREE
