"""A long list, over HTTP."""

import json
from collections.abc import Iterator

import psycopg
from django.db.models import Model

from signing.packages.documents.models import SigningDocument
from signing.packages.flows.models import Flow
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner
from tests.benchmarks import place
from tests.benchmarks.clients import Browser, request
from tests.benchmarks.measuring import Row, Unmeasured, alternate
from tests.benchmarks.servers import serving
from workspace.models import Location

COUNT = 500
WORK = f"a list of {COUNT} signings over HTTP"
INSTANT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""

# The same JSON, made where the data is.
BY_POSTGRES = f"""
SELECT json_build_object('scope', 'managed', 'signings', json_agg(json_build_object(
    'id', id::text, 'title', title, 'status', status, 'note', nullif(note, ''), 'locationId', location_id::text,
    'flowId', flow_id::text, 'createdBy', created_by_id::text, 'counts', json_build_object(
        'documents', (SELECT count(*) FROM signing_signingdocument d WHERE d.signing_id = s.id),
        'signers', (SELECT count(*) FROM signing_packagesigner p WHERE p.signing_id = s.id),
        'signed', (SELECT count(*) FROM signing_packagesigner p WHERE p.signing_id = s.id AND p.status = 'signed')),
    'createdAt', {INSTANT.format("created_at")}, 'updatedAt', {INSTANT.format("updated_at")},
    'activatedAt', {INSTANT.format("activated_at")}, 'expiresAt', {INSTANT.format("expires_at")},
    'completedAt', {INSTANT.format("completed_at")},
    'cancelledAt', {INSTANT.format("cancelled_at")}, 'cancelReason', cancel_reason,
    'reopenedFrom', reopened_from_id::text
    ) ORDER BY updated_at DESC, id DESC))::text
FROM signing_signing s WHERE location_id = %s
"""


def rows() -> Iterator[Row]:
    """Beside PostgreSQL making the same JSON itself."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    with place.work() as url:
        location = _fill()
        with serving(url, workers=2) as server, psycopg.connect(url, autocommit=True) as connection:
            yield _measured(Browser(server.port), connection, location)


def _measured(browser: Browser, connection: psycopg.Connection[tuple[str]], location: int) -> Row:
    path = f"/v1/signing/manager/signings?locationId={location}"
    asked = request("GET", path, headers={"Authorization": f"Bearer {place.token('alice')}"})

    def ours() -> bytes:
        status, body = browser.ask(asked)
        assert status == 200, body
        return body

    def theirs() -> str:
        found = connection.execute(BY_POSTGRES, [location]).fetchone()
        assert found
        return found[0]

    assert json.loads(ours()) == json.loads(theirs())
    assert len(json.loads(ours())["signings"]) == COUNT
    taken = alternate(ours, theirs, rounds=60, warm_up=10)
    remarks = [f"{len(ours()):,} bytes, equal as JSON; ours asks who is calling and what they manage, too."]
    return taken.slower(WORK, "PostgreSQL building the same JSON (json_agg), by psycopg", at_most=2, remarks=remarks)


def _fill() -> int:
    """Drafts with two signers and a document each, at a location that has none yet."""
    model = Signing.objects.get(status=Signing.Status.DRAFT)
    place_of = Location.objects.get(name="Ottawa")
    flow = Flow.objects.filter(location=place_of).first()
    document, signer = model.documents.get(), model.signers.get()
    signings = Signing.objects.bulk_create(
        copy(model, location=place_of, flow=flow, title=f"Receipt {number}") for number in range(COUNT)
    )
    SigningDocument.objects.bulk_create(copy(document, signing=signing) for signing in signings)
    PackageSigner.objects.bulk_create(
        copy(signer, signing=signing, email=email, folded_email=email)
        for signing in signings
        for email in ("sam@example.com", "pat@example.com")
    )
    return int(place_of.pk)


def copy(row: Model, **changes: object) -> Model:
    """A row like this one, not saved."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    made = type(row)(**values)
    for name, value in changes.items():
        setattr(made, name, value)
    return made
