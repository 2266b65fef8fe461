"""Idempotency-Key: the same request, however often it is sent, is carried out once and answered the same.

Follows the IETF draft `draft-ietf-httpapi-idempotency-key-header`.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose import clock
from safeclose.records import transactions
from safeclose.records.advisory_locks import alone
from safeclose.refusals import Code, Conflict, Invalid, Reused
from safeclose.secrets import link_tokens
from workspace.idempotency.models import IdempotentRequest
from workspace.identity.models import User

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
METHODS = frozenset({"POST", "PATCH", "PUT", "DELETE"})
KEPT_FOR = timedelta(hours=24)
# What may turn out otherwise next time: the limit is over by then, or the token is fresh.
NOT_KEPT = frozenset({401, 429})


def handle_once(request: Request, user: User, handle: Callable[[], Response]) -> Response:
    """Handle a request under its key, or answer what it was answered before.

    Raises Invalid for a malformed key, Reused (422) for a key that was used for something else, Conflict while the
    first request runs, and Conflict when that one was carried out and the process died before it could answer.
    """
    what = f"{request.method} {request.path}"
    scope = hashlib.sha256(f"{user.pk}\n{what}\n{_key(request)}".encode()).hexdigest()
    fingerprint = _fingerprint(request)
    with alone(scope) as is_alone:
        if not is_alone:
            raise Conflict("The first request with this key is still running.", code=Code.IDEMPOTENCY_IN_PROGRESS)
        IdempotentRequest.objects.filter(scope=scope, created_at__lt=clock.now() - KEPT_FOR).delete()
        row, _ = IdempotentRequest.objects.get_or_create(
            scope=scope, defaults={"user": user, "request": what[:200], "fingerprint": fingerprint}
        )
        if row.fingerprint != fingerprint:
            raise Reused("This Idempotency-Key was used for another request.")
        if row.status is not None:
            return Response(row.body, status=row.status, headers={REPLAYED: "true"})
        if row.is_carried_out:
            raise Conflict(
                "The first request with this key was carried out, but its answer was lost; look at its result.",
                code=Code.IDEMPOTENCY_ANSWER_LOST,
            )
        return _first(row, handle)


def _first(row: IdempotentRequest, handle: Callable[[], Response]) -> Response:
    rows = IdempotentRequest.objects.filter(pk=row.pk)
    with transactions.before_commit(lambda: rows.update(is_carried_out=True)):
        response = handle()
    if response.status_code >= 500 or response.status_code in NOT_KEPT:
        rows.filter(is_carried_out=False).delete()
    else:
        rows.update(status=response.status_code, body=_without_links(orjson.loads(orjson.dumps(response.data))))
    return response


def _key(request: Request) -> str:
    key = request.headers[HEADER].strip()
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise Invalid(f"{HEADER} must have 1 to 255 printable characters.", code=Code.INVALID_PARAMETER)
    return key


def _fingerprint(request: Request) -> str:
    organization = getattr(request.auth, "organization", None)
    asked = [organization, dict(request.query_params.lists()), _plain(request.data)]
    return hashlib.sha256(orjson.dumps(asked, default=repr, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(value: Any) -> Any:
    """Bodies as JSON; a form's files by what they hold."""
    if isinstance(value, UploadedFile):
        content = hashlib.file_digest(value, "sha256").hexdigest()
        value.seek(0)
        return content
    if hasattr(value, "lists"):
        return {name: [_plain(one) for one in values] for name, values in value.lists()}
    return value


def _without_links(value: Any) -> Any:
    """A raw capability exists in one answer only: in what is kept, null stands in its place."""
    if isinstance(value, str):
        return None if link_tokens.is_within(value) else value
    if isinstance(value, dict):
        return {key: _without_links(part) for key, part in value.items()}
    return [_without_links(part) for part in value] if isinstance(value, list) else value
