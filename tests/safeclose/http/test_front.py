"""`/` and unknown addresses: a page for people, JSON for programs; and JSON for everybody where programs talk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from safeclose.http import errors
from tests.people import Caller
from tests.safeclose.test_every_route import path_of

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
PROGRAMS = ["*/*", "application/json", "", "application/json, text/html;q=0.9", "text/*", "application/json, */*"]
UNKNOWN = ["/nowhere", "/apiary", "/v10/documents", "/signs/x", "/wp-login.php", "/healthy", "/index.html", "/a/b/c"]
FOR_PROGRAMS = ["/v1", "/v1/", "/v1/nowhere", "/api", "/api/x/y", "/webhooks/x", "/health/", "/ready/x"]


def get(path: str, accept: str, **headers: str) -> Any:
    return Client().get(path, headers={"accept": accept, **headers})


def routes(found: list[Any], before: str = "") -> Iterator[str]:
    """A path of each route that programs use."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern) and errors.is_for_programs(f"/{before}{one.pattern}"):
            yield path_of(before, one)


ROUTES = sorted(set(routes(get_resolver("safeclose.urls").url_patterns)))


def test_routes_were_found() -> None:
    assert {"/health", "/ready", "/openapi.json", "/webhooks/clerk", "/api/documents", "/v1/documents"} <= set(ROUTES)
    assert len(ROUTES) > 100


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*ROUTES, *FOR_PROGRAMS])
def test_what_programs_use_is_json_whatever_the_client_accepts(path: str) -> None:
    for method in ("get", "post", "delete"):
        answer = getattr(Client(), method)(path, headers={"accept": CHROME})
        if answer.status_code != 204:
            kind = answer.headers["Content-Type"].split(";")[0]
            assert kind in ("application/json", "application/vnd.oai.openapi+json"), path


@pytest.mark.parametrize("accept", [CHROME, "text/html", "text/html, application/json"])
def test_a_browser_is_told_what_this_is_and_where_to_go(accept: str) -> None:
    answer = get("/", accept)
    html = answer.content.decode()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert 'href="/verify?lang=en"' in html
    assert 'href="/docs"' in html
    assert "This service is for signing documents electronically" in html
    assert set(answer.headers["Vary"].lower().split(", ")) >= {"accept", "accept-language"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", UNKNOWN)
def test_a_browser_at_an_unknown_address_gets_the_page_with_404(path: str) -> None:
    for call in (Client().get, Client().post):
        answer = call(path, headers={"accept": CHROME})
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert "There is nothing at this address" in answer.content.decode()
        assert path not in answer.content.decode()


@pytest.mark.parametrize("accept", PROGRAMS)
@pytest.mark.parametrize("path", ["/", *UNKNOWN[:2]])
def test_a_program_gets_json(path: str, accept: str) -> None:
    answer = get(path, accept)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found."})


@pytest.mark.parametrize(("headers", "query"), [({"accept-language": "fr-CA"}, ""), ({}, "?lang=fr")])
def test_the_page_is_french_for_those_who_read_french(headers: dict[str, str], query: str) -> None:
    for path, sentence in (("/", "signer des documents par voie électronique"), ("/x", "rien à cette adresse")):
        html = get(f"{path}{query}", CHROME, **headers).content.decode()
        assert '<html lang="fr">' in html
        assert sentence in html


def test_a_form_posted_to_the_front_page_is_nothing(anyone: Caller) -> None:
    assert Client().post("/", headers={"accept": CHROME}).status_code == 404
    assert Client().head("/", headers={"accept": CHROME}).status_code == 200
