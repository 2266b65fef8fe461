"""A small world in which all is well, as the soak would see it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clickwrap.chain.jobs import seal_all
from tests.clickwrap.asking import TERMS, public
from tests.paper import ANN, FORM, Link, sample
from tests.people import Caller, Person
from tests.signing.packages.stage import BASE, Stage, template
from tests.soak import checker
from tests.soak.journal import Entry, digest, short

TITLE = "Soak 1"


class Witness:
    """Asks as the soak does, and notes the answer."""

    def __init__(self) -> None:
        self.journal: list[Entry] = []

    def note(self, kind: str, caller: Caller, method: str, path: str, body: Any = None, **asked: Any) -> Any:
        """The answer's body."""
        key = f"key {len(self.journal)}" if caller.person else ""
        answer = getattr(caller, method.lower())(path, body, headers={"Idempotency-Key": key} if key else {})
        told = answer.json() if answer.content else None
        entry = Entry(kind, "alice", method, path, key, "", 1, answer.status_code, asked, short(told), digest(told))
        assert entry.is_done, told
        self.journal.append(entry)
        return told

    def differences(self, database: "psycopg.Connection[Any]") -> dict[str, list[str]]:
        """What the checker says."""
        return checker.in_database(database, self.journal)


@pytest.fixture
def witness(committed: None) -> Witness:
    """One document signed by Ann, one package signed by Sue, one click, one record with a loan; all jobs done."""
    stage, found = Stage(), Witness()
    alice = Caller(Person(stage.mia.person.user, stage.acme))
    _sign_an_envelope(found, alice)
    _sign_a_package(found, alice, stage)
    _accept(found, alice)
    _keep_a_record(found, alice)
    _work()
    seal_all()
    return found


def _sign_an_envelope(witness: Witness, alice: Caller) -> None:
    body = {"title": TITLE, "type": "purchase"}
    deal = witness.note("deal.create", alice, "POST", "/api/deals", body, title=TITLE)
    body = {"formKey": FORM, "title": TITLE, "canonical": sample(), "dealId": deal["id"]}
    made = witness.note("document.create", alice, "POST", "/api/documents", body, title=TITLE)
    path = f"/api/documents/{made['id']}"
    witness.note("document.generate", alice, "POST", f"{path}/generate", id=made["id"])
    sent = witness.note("envelope.send", alice, "POST", f"{path}/signature", {"signers": [ANN]}, id=made["id"])
    link = Link(sent["signers"][0])
    asked = {"envelope": sent["envelopeId"], "signer": link.id}
    witness.note("link.open", Caller(None), "GET", link.path, **asked)
    for step in Link.STEPS:
        witness.note(f"link.{step}", Caller(None), "POST", link.path, {"action": step}, **asked)
    witness.note("envelope.read", alice, "GET", f"/api/signatures/{sent['envelopeId']}", envelope=sent["envelopeId"])


def _sign_a_package(witness: Witness, alice: Caller, stage: Stage) -> None:
    form = template(stage.mia, stage.toronto)
    body = {"locationId": stage.toronto.pk, "title": TITLE}
    made = witness.note("package.create", alice, "POST", f"{BASE}/signings", body, title=TITLE)["signing"]
    path = f"{BASE}/signings/{made['id']}"
    body = {"templateId": form["id"], "title": TITLE}
    document = witness.note("package.document", alice, "POST", f"{path}/documents", body, title=TITLE)["document"]
    sue = {"name": "Sue", "email": "sue@example.com"}
    witness.note("package.signer", alice, "POST", f"{path}/signers", sue)
    witness.note("package.activate", alice, "POST", f"{path}/activate", signing=made["id"])
    target = f"/v1/signing/signer/signings/{made['id']}/documents/{document['id']}/sign"
    body = {"consent": True, "signatureText": "Sue"}
    witness.note("queue.sign", stage.sue, "POST", target, body, signing=made["id"], document=document["id"])


def _accept(witness: Witness, alice: Caller) -> None:
    body = {"key": "terms", "title": "Terms", "body": TERMS}
    agreement = witness.note("click.publish", alice, "POST", "/api/clickwrap", body, text=TERMS)
    subject = "ann@example.com"
    body = {"subjectRef": subject, "versionHash": agreement["versionHash"]}
    witness.note("click.accept", Caller(None), "POST", public(agreement), body, subject=subject)


def _keep_a_record(witness: Witness, alice: Caller) -> None:
    body = {"title": TITLE, "chattelType": "vehicle"}
    made = witness.note("chattel.create", alice, "POST", "/v1/documents", body, title=TITLE)["document"]
    loan = {"providerName": "A", "originalAmount": 10, "remainingAmount": 7.5}
    witness.note("chattel.loan", alice, "PUT", f"/v1/documents/{made['id']}/loan", loan, id=made["id"], value="7.50")


def _work() -> None:
    """Every job that waits now, as a worker would."""
    while job := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.id])


@pytest.fixture
def database(witness: Witness) -> Iterator["psycopg.Connection[Any]"]:
    """A connection past all triggers, whose changes are taken back."""
    names = ("host", "port", "user", "password", "dbname")
    words = {name: value for name, value in connection.get_connection_params().items() if name in names}
    with psycopg.connect(**words) as found:
        found.execute("SET session_replication_role = replica")
        found.commit()
        yield found
        found.rollback()
