"""What the API description says of errors, over every operation of it."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from safeclose.http import errors
from safeclose.http.schema_errors import MEANING, possible


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return found


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """All but the probes, which are no part of the API."""
    return [
        (path, name, one)
        for path, methods in description["paths"].items()
        for name, one in methods.items()
        if one["tags"] != ["Probes"]
    ]


def test_no_status_is_left_to_be_guessed(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        answers = operation["responses"]
        assert "default" not in answers, (method, path)
        assert answers.keys() >= {"400", "500", "503"}, (method, path)
        is_proved = operation["security"] in ([{"clerk": []}], [{"mailService": []}])
        assert ("401" in answers) == is_proved, (method, path)


def test_every_shared_error_speaks_the_words_of_its_family(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        wrong = "Worded" if path.startswith("/api/") else "Coded"
        references = [answer.get("$ref", "") for answer in operation["responses"].values()]
        assert not [each for each in references if each.startswith(f"#/components/responses/{wrong}")], (method, path)


def test_whatever_can_be_answered_is_described() -> None:
    """Every status that `safeclose.http.errors` knows, but for 405, which no operation of its own answers."""
    assert set(MEANING) == ({*errors.STATUS.values(), *errors.BY_STATUS, 401, 416}) - {405}


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/api/documents", "GET", [400, 401, 403, 404, 500, 503]),
        ("/api/documents", "POST", [400, 401, 403, 404, 409, 413, 415, 422, 500, 503]),
        ("/v1/documents/{id}", "DELETE", [400, 401, 403, 404, 409, 413, 415, 422, 500, 503]),
        ("/api/public/sign/{token}", "GET", [400, 404, 409, 410, 429, 500, 503]),
        ("/api/public/verify", "POST", [400, 403, 404, 409, 413, 415, 429, 500, 503]),
        ("/webhooks/clerk", "POST", [400, 404, 409, 413, 415, 500, 503]),
        ("/webhooks/mail", "POST", [400, 401, 404, 409, 413, 415, 500, 503]),
        ("/webhooks/twilio", "POST", [400, 403, 404, 409, 413, 415, 500, 503]),
    ],
)
def test_the_statuses_of_an_operation_follow_from_its_path_and_method(
    path: str, method: str, expected: list[int]
) -> None:
    assert possible(path, method, is_file=False) == expected
    assert possible(path, method, is_file=True) == sorted([*expected, 416])


def test_idempotency_keys_and_ranges_are_described(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        references = {each.get("$ref", "").rsplit("/", 1)[-1] for each in operation.get("parameters", [])}
        repeatable = operation["security"] == [{"clerk": []}] and method != "get"
        assert ("IdempotencyKey" in references) == repeatable, (method, path)
        is_pdf = "application/pdf" in operation["responses"].get("200", {}).get("content", {})
        assert ("Range" in references) == ("206" in operation["responses"]) == is_pdf, (method, path)
