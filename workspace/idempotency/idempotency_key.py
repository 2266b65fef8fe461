"""Idempotency-Key: the same request, however often it is sent, is carried out once and answered the same.

Follows the IETF draft `draft-ietf-httpapi-idempotency-key-header`.

The lock is a row, with a lease. A lock of the database session would not do: a pooler that lends connections by the
transaction, as PgBouncer can, gives the next statement another session. A row lock would not do either: a request may
have several transactions, and renders between them. A process that is killed leaves its attempt to run out. An attempt
that outlasts its lease, and is followed by another one, can't commit: its number is compared in the transaction of the
change.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose import clock
from safeclose.http.access import acts_across_organizations
from safeclose.records import transactions
from safeclose.refusals import Code, Conflict, Invalid, Reused
from safeclose.secrets import link_tokens
from workspace.idempotency.models import IdempotentRequest
from workspace.identity.models import User

RUNNING = "The first request with this key is still running."
LOST = "The first request with this key was carried out, but its answer was lost; look at its result."
HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
METHODS = frozenset({"POST", "PATCH", "PUT", "DELETE"})
ANSWERS_KEPT = timedelta(hours=24)
# How long after its beginning an attempt that says nothing is taken for dead.
LEASE = timedelta(minutes=1)
# What may turn out otherwise next time: the limit is over by then, or the token is fresh.
STATUSES_NOT_KEPT = frozenset({401, 429})


@dataclass(frozen=True)
class Repeatable:
    """A request with a key: it is the same request when all of this is.

    owner        who may ask for the answer again, as text: nothing of it is stored but within a hash
    what         the method and the path, for people who look; without secrets
    key          as the caller made it up
    fingerprint  of what was asked (`fingerprint_of`)
    kept         how long the answer is kept
    """

    owner: str
    what: str
    key: str
    fingerprint: str
    user: User | None = None
    kept: timedelta = ANSWERS_KEPT

    @property
    def scope(self) -> str:
        """What is stored of owner, request and key."""
        return hashlib.sha256(f"{self.owner}\n{self.what}\n{self.key}".encode()).hexdigest()


def handle_once(request: Request, user: User, handle: Callable[[], Response]) -> Response:
    """Handle a signed-in user's request under its key, or answer what it was answered before: see `once`."""
    organization = None if acts_across_organizations(request) else getattr(request.auth, "organization", None)
    fingerprint = fingerprint_of([organization, dict(request.query_params.lists()), plain(request.data)])
    what = f"{request.method} {request.path}"
    repeatable = Repeatable(owner=str(user.pk), what=what, key=key_of(request), fingerprint=fingerprint, user=user)
    return once(handle, repeatable)


def once(handle: Callable[[], Response], asked: Repeatable) -> Response:
    """What `handle` answers, or what it answered before. What it raises is not kept: the next attempt begins anew.

    Raises Reused (422) for a key that was used for something else, Conflict while the first request runs, and Conflict
    when that one was carried out and the process died before it could answer.
    """
    now = clock.now()
    requests = IdempotentRequest.objects.filter(scope=asked.scope)
    requests.filter(created_at__lt=now - asked.kept).exclude(running_until__gt=now).delete()
    row, is_first = requests.get_or_create(
        scope=asked.scope,
        defaults={
            "user": asked.user,
            "request": asked.what[:200],
            "fingerprint": asked.fingerprint,
            "attempt": 1,
            "running_until": now + LEASE,
        },
    )
    if not is_first:
        if answer := _kept(row, asked, now):
            return answer
        _begin(row, until=now + LEASE)
    return _attempt(row, handle)


def answer_before(asked: Repeatable) -> Response | None:
    """What the same request was answered; None where it was not carried out. Raises as `once` does."""
    now = clock.now()
    row = IdempotentRequest.objects.filter(scope=asked.scope, created_at__gte=now - asked.kept).first()
    return _kept(row, asked, now) if row else None


def _kept(row: IdempotentRequest, asked: Repeatable, now: datetime) -> Response | None:
    if row.running_until and row.running_until > now:
        raise Conflict(RUNNING, code=Code.IDEMPOTENCY_IN_PROGRESS)
    if row.fingerprint != asked.fingerprint:
        raise Reused("This Idempotency-Key was used for another request.")
    if row.status is not None:
        return Response(row.body, status=row.status, headers={REPLAYED: "true"})
    if row.is_carried_out:
        raise Conflict(LOST, code=Code.IDEMPOTENCY_ANSWER_LOST)
    return None


def _begin(row: IdempotentRequest, *, until: datetime) -> None:
    """Begin the next attempt. Raises Conflict where another process has begun it, or the last one did commit."""
    same = IdempotentRequest.objects.filter(pk=row.pk, attempt=row.attempt, is_carried_out=False)
    row.attempt += 1
    if not same.update(attempt=row.attempt, running_until=until):
        raise Conflict(RUNNING, code=Code.IDEMPOTENCY_IN_PROGRESS)


def _attempt(row: IdempotentRequest, handle: Callable[[], Response]) -> Response:
    own = IdempotentRequest.objects.filter(pk=row.pk, attempt=row.attempt)

    def carry_out() -> None:
        if not own.update(is_carried_out=True):
            raise Conflict(RUNNING, code=Code.IDEMPOTENCY_IN_PROGRESS)

    try:
        with transactions.before_commit(carry_out):
            response = handle()
        if response.status_code >= 500 or response.status_code in STATUSES_NOT_KEPT:
            own.filter(is_carried_out=False).delete()
            own.update(running_until=None)
        else:
            body = _without_links(orjson.loads(orjson.dumps(response.data)))
            own.update(status=response.status_code, body=body, running_until=None)
    except BaseException:
        own.update(running_until=None)
        raise
    return response


def key_of(request: Request) -> str:
    """The request's key. Raises Invalid for a malformed one."""
    key = request.headers[HEADER].strip()
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise Invalid(f"{HEADER} must have 1 to 255 printable characters.", code=Code.INVALID_PARAMETER)
    return key


def fingerprint_of(asked: Any) -> str:
    """SHA-256 of what was asked: the same for the same JSON."""
    return hashlib.sha256(orjson.dumps(asked, default=repr, option=orjson.OPT_SORT_KEYS)).hexdigest()


def plain(value: Any) -> Any:
    """Bodies as JSON; a form's files by what they hold."""
    if isinstance(value, UploadedFile):
        content = hashlib.file_digest(value, "sha256").hexdigest()
        value.seek(0)
        return content
    if hasattr(value, "lists"):
        return {name: [plain(one) for one in values] for name, values in value.lists()}
    return value


def _without_links(value: Any) -> Any:
    """A link token is in one answer only: the kept answer has null in its place."""
    if isinstance(value, str):
        return None if link_tokens.is_within(value) else value
    if isinstance(value, dict):
        return {key: _without_links(part) for key, part in value.items()}
    return [_without_links(part) for part in value] if isinstance(value, list) else value
