"""What the viewsets of both families share: parameters, and the privacy of links."""

import pytest
from rest_framework.response import Response
from rest_framework.serializers import ChoiceField

from safeclose.http.shapes import Shape
from tests.people import Caller
from tests.safeclose.answers import headers
from tests.safeclose.carrier import Words

pytestmark = pytest.mark.urls("tests.safeclose.carrier")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?q=%00", "q has a control character."),
        ("?q=ok&q=a%1Bb", "q has a control character."),
        ("?%00q=ok", "q has a control character."),
        ("?limit=50&status=%C2%85", "status has a control character."),
    ],
)
def test_a_control_character_in_a_parameter_is_refused(query: str, sentence: str, anyone: Caller) -> None:
    v1, api = anyone.get(f"/v1/words{query}"), anyone.get(f"/api/words{query}")
    assert (v1.status_code, v1.json()) == (400, {"error": sentence})
    assert (api.status_code, api.json()) == (400, {"error": "invalid_parameter", "message": sentence})


@pytest.mark.parametrize(
    "query", ["?", "?q=a%0Ab", "?q=%FF%FE", "?q=%ED%A0%80", "?%F0%9F%98%80=1", "?&&=&", "?q=" + "x" * 4000]
)
def test_unknown_parameters_are_ignored(query: str, anyone: Caller) -> None:
    assert anyone.get(f"/api/words{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/api/documents/doc_%00", "/api/documents/doc_%ED%A0%80", "/api/documents/packs/a%00b", "/api/documents/doc_x%0Ay",
     "/api/signatures/%00"],
)  # fmt: skip
def test_a_control_character_in_a_path_is_an_unknown_path(path: str, alice: Caller) -> None:
    response = alice.get(path)
    assert (response.status_code, response.json()) == (404, {"error": "not_found", "message": "Not found."})


@pytest.mark.parametrize("link", ["%00", "a%00b", "%FF", "x" * 3000, "%0A", ".."])
def test_a_link_that_is_none_is_gone(link: str, db: None, anyone: Caller) -> None:
    response = anyone.get(f"/api/public/sign/{link}")
    assert (response.status_code, response.content) == (410, b'{"state":"gone"}')


def test_links_are_neither_cached_nor_handed_on(anyone: Caller) -> None:
    for response in (
        anyone.get("/api/public/door/x"),
        anyone.put("/api/public/door/x"),
        anyone.patch("/api/public/door/x"),
    ):
        assert {"Cache-Control": "no-store", "Vary": "origin"}.items() <= headers(response).items()


class StatusQueryShape(Shape):
    status = ChoiceField(["DRAFT", "SIGNED"], required=False)


def test_a_choice_is_one_of_a_closed_list(anyone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "queries", {"list": StatusQueryShape})
    monkeypatch.setattr(Words, "list", lambda self, request: Response(self.query.get("status")))
    assert anyone.get("/api/words").content == b""
    assert anyone.get("/api/words?status=SIGNED").json() == "SIGNED"
    for query in ("?status=", "?status=signed", "?status=SIGNED&status=x"):
        response = anyone.get(f"/api/words{query}")
        assert response.status_code == 400
        assert response.json() == {"error": "invalid_parameter", "message": "status must be one of DRAFT, SIGNED."}
