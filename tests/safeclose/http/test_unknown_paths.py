"""A path that leads nowhere, asked by a caller whom nothing is forgiven: not the missing CSRF cookie either."""

import pytest
from rest_framework.test import APIClient


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/documents/obligations/doc_x/nowhere", {"error": "not_found", "message": "Not found."}),
        ("/v1/nowhere", {"error": "Not found."}),
        ("/nowhere", {"error": "Not found."}),
    ],
)
def test_an_unknown_path_is_not_found_by_any_method(method: str, path: str, body: dict[str, str]) -> None:
    answer = getattr(APIClient(enforce_csrf_checks=True), method)(path)
    assert (answer.status_code, answer.json()) == (404, body)
