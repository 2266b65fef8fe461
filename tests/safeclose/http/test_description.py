"""`/openapi.json`: made once, compressed, and not sent again to who has it."""

import gzip

import orjson
import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from safeclose.http import description


def test_it_is_compressed_for_those_who_take_that() -> None:
    plain = Client().get("/openapi.json")
    packed = Client().get("/openapi.json", headers={"Accept-Encoding": "br, gzip"})
    assert plain.headers["Content-Type"] == packed.headers["Content-Type"] == "application/vnd.oai.openapi+json"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) * 5 < len(plain.content)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "openapi" in orjson.loads(plain.content)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_who_has_it_gets_no_copy(encoding: str) -> None:
    etag = Client().get("/openapi.json", headers={"Accept-Encoding": encoding}).headers["ETag"]
    again = Client().get("/openapi.json", headers={"Accept-Encoding": encoding, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = Client().get("/openapi.json", headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    description.description()
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)
    assert Client().get("/openapi.json").status_code == 200
