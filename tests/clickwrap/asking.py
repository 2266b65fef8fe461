"""Agreements as their organization publishes them, and people accept them: through the API."""

from typing import Any

from tests.matching import A_SENTENCE
from tests.people import Caller

TERMS = "Be kind.\r\n\r\n  And pay in time. "


def published(caller: Caller, body: str = TERMS, *, key: str = "terms", title: str = "Terms") -> dict[str, Any]:
    """What is answered to a publication."""
    answer = caller.post("/api/clickwrap", {"key": key, "title": title, "body": body})
    assert answer.status_code in (200, 201), answer.json()
    return dict(answer.json())


def public(agreement: dict[str, Any]) -> str:
    """Where anyone reads and accepts it."""
    return f"/api/public/clickwrap/{agreement['id']}"


def accept(agreement: dict[str, Any], **body: Any) -> Any:
    """The answer to an acceptance."""
    return Caller(None).post(public(agreement), body)


def accepted(agreement: dict[str, Any], **body: Any) -> dict[str, Any]:
    """The acceptance that was made."""
    answer = accept(agreement, **body)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def assert_names(answer: Any, field: str) -> None:
    """The answer is a refusal of the body, for this field and no other."""
    body = answer.json()
    (sentence,) = body["fields"][field]
    assert sentence == A_SENTENCE
    assert answer.status_code == 400
    assert body == {"error": "invalid_body", "message": f"{field}: {sentence}", "fields": {field: [sentence]}}
