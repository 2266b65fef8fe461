"""Bodies: what is no JSON, too much of it, or has in it what may not be stored."""

import io
import unicodedata
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from safeclose.http.body_limits import TooLarge, declared_length
from safeclose.http.json import CONTROL, Parser, Renderer, refuse_control_characters
from tests.people import Caller
from tests.safeclose.answers import headers

pytestmark = pytest.mark.urls("tests.safeclose.carrier")
NO_JSON = "The body is not valid JSON."
NO_OBJECT = "The body must be a JSON object."
TOO_DEEP = "The body is nested deeper than 64 levels."
MIB = 1024 * 1024


def sent(anyone: Caller, body: bytes, content_type: str = "application/json", **extra: Any) -> tuple[Any, Any]:
    """The answers of both families."""
    v1, api = (anyone.generic("POST", f"/{one}/words", body, content_type, **extra) for one in ("v1", "api"))
    assert headers(v1) == headers(api) == {"Allow": "GET, POST, HEAD, OPTIONS", "Vary": "origin"}
    return v1, api


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", NO_JSON),
        (b"{} {}", NO_JSON),
        (b"{'name': 1}", NO_JSON),
        (b'{"name": "x",}', NO_JSON),
        (b" ", NO_JSON),
        (b"NaN", NO_JSON),
        (b'{"name": "x", "size": NaN}', NO_JSON),
        (b'{"name": "x", "size": Infinity}', NO_JSON),
        (b'{"name": "x", "size": -Infinity}', NO_JSON),
        (b'{"name": "x", "size": 1e400}', NO_JSON),
        (b'{"name": "\\ud800"}', NO_JSON),
        (b'{"name": "\\udc00\\ud800"}', NO_JSON),
        (b'{"name": "\xed\xa0\x80"}', NO_JSON),
        (b'{"name": "\xff"}', NO_JSON),
        (b'{"name": "\x00"}', NO_JSON),
        (b'{"name": "a\nb"}', NO_JSON),
        (b'\xef\xbb\xbf{"name": "x"}', NO_JSON),
        ('{"name": "x"}'.encode("utf-16"), NO_JSON),
        (b"[" * 100_000, NO_JSON),
        (b'{"name": "\\u0000"}', "name has a control character."),
        (b'{"parts": [{"at": "x"}, {"at": "a\\u0000b"}]}', "parts.1.at has a control character."),
        (b'{"unknown": {"deep": ["\\u001b[31m"]}}', "unknown.deep.0 has a control character."),
        (b'{"name": "\\u0085"}', "name has a control character."),
        (b'{"name": "\\u007f"}', "name has a control character."),
        (b'{"na\\u0000me": "x"}', "A key has a control character."),
        (b'{"a": {"b\\u0001": 1}}', "A key has a control character."),
        (b'"\\u0000"', "The body has a control character."),
        (b'{"a":' * 65 + b"1" + b"}" * 65, TOO_DEEP),
        (b"[" * 1000 + b"]" * 1000, TOO_DEEP),
        (b"[]", NO_OBJECT),
        (b'[{"name": "x"}]', NO_OBJECT),
        (b"5", NO_OBJECT),
        (b'"x"', NO_OBJECT),
        (b"null", NO_OBJECT),
        (b"true", NO_OBJECT),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_malformed_json_is_refused(body: bytes, sentence: str, anyone: Caller) -> None:
    v1, api = sent(anyone, body)
    assert (v1.status_code, v1.json()) == (400, {"error": "Invalid body."})
    assert (api.status_code, api.json()) == (400, {"error": "invalid_body", "message": sentence})


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_nothing_is_an_object_without_keys(body: bytes, anyone: Caller) -> None:
    v1, api = sent(anyone, body)
    sentence = "name: This field is required."
    assert (v1.status_code, v1.json()) == (400, {"error": sentence})
    fields = {"name": ["This field is required."]}
    assert (api.status_code, api.json()) == (400, {"error": "invalid_body", "message": sentence, "fields": fields})


@pytest.mark.parametrize(
    ("body", "understood"),
    [
        (b'{"name": " trimmed\\n\\t "}', {"name": "trimmed"}),
        (b'{"name": "two\\r\\nlines\\there"}', {"name": "two\r\nlines\there"}),
        (b'{"name": "first", "name": "last"}', {"name": "last"}),
        (b'{"name": "x", "unknown": {"is": "ignored"}}', {"name": "x"}),
        ('{"name": "Zoë 👩‍👩‍👧 \u202e"}'.encode(), {"name": "Zoë 👩‍👩‍👧 \u202e"}),
        (b'{"name": "x", "size": 9223372036854775808}', {"name": "x", "size": 2**63}),
        (b'{"name": "x", "u":' + b"[" * 62 + b'"y"' + b"]" * 62 + b"}", {"name": "x"}),
    ],
)
def test_well_formed_json_is_understood(body: bytes, understood: dict[str, Any], anyone: Caller) -> None:
    v1, api = sent(anyone, body)
    assert v1.status_code == api.status_code == 201
    assert v1.json() == api.json() == understood


@pytest.mark.parametrize(
    "value",
    [{"name": 5}, {"name": True}, {"name": ["x"]}, {"name": {}}, {"name": None}, {"name": "  "}, {"name": "x" * 21},
     {"name": "x", "size": "5"}, {"name": "x", "size": 5.0}, {"name": "x", "size": True}, {"name": "x", "parts": {}}],
)  # fmt: skip
def test_no_value_is_taken_for_another(value: dict[str, Any], anyone: Caller) -> None:
    v1, api = sent(anyone, orjson.dumps(value))
    assert v1.status_code == api.status_code == 400
    (field, sentences), *rest = api.json()["fields"].items()
    assert not rest
    assert field.split(".")[0] in value
    assert v1.json() == {"error": f"{field}: {sentences[0]}"}


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/xml", "application/merge-patch+json", "application/jsonx", "*/*", "nonsense"],
)  # fmt: skip
def test_a_body_of_another_media_type_is_refused(content_type: str, anyone: Caller) -> None:
    v1, api = sent(anyone, b'{"name": "x"}', content_type)
    sentence = "The body must be application/json."
    assert (v1.status_code, v1.json()) == (415, {"error": sentence})
    assert (api.status_code, api.json()) == (415, {"error": "unsupported_media_type", "message": sentence})


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=latin-1", ""])
def test_json_by_any_of_its_names(content_type: str, anyone: Caller) -> None:
    assert [one.status_code for one in sent(anyone, '{"name": "Zoë"}'.encode(), content_type)] == [201, 201]


@pytest.mark.parametrize(("padding", "status"), [(MIB - 13, 201), (MIB - 12, 413), (2 * MIB, 413)])
def test_a_body_of_a_mebibyte_is_taken_and_not_one_byte_more(padding: int, status: int, anyone: Caller) -> None:
    v1, api = sent(anyone, b'{"name": "x"}' + b" " * padding)
    assert v1.status_code == api.status_code == status
    if status == 413:
        assert v1.json() == {"error": "The body is larger than 1 MiB."}
        assert api.json() == {"error": "too_large", "message": "The body is larger than 1 MiB."}


@pytest.mark.parametrize(
    ("said", "status"), [("2097153", 413), ("9" * 30, 413), ("12", 400), ("", 400), ("²", 400), ("-1", 400)]
)
def test_no_more_is_read_than_content_length_says(said: str, status: int, anyone: Caller) -> None:
    """What goes beyond a length that is too small, or that is missing, is never read."""
    v1, api = sent(anyone, b'{"name": "x"}', CONTENT_LENGTH=said)
    assert v1.status_code == api.status_code == status


@pytest.mark.parametrize(
    ("said", "length"),
    [("12", 12), ("9" * 30, 10**18 - 1), ("0012", 12), ("", 0), ("²", 0), ("٣", 0), ("-1", 0), ("1e3", 0), ("1 2", 0)],
)
def test_the_declared_length_is_read_from_its_header(said: str, length: int, rf: RequestFactory) -> None:
    assert declared_length(rf.post("/", CONTENT_LENGTH=said)) == length


@pytest.mark.parametrize(("size", "fits"), [(MIB, True), (MIB + 1, False)])
def test_what_comes_without_a_length_is_read_up_to_the_limit(size: int, fits: bool, rf: RequestFactory) -> None:
    context = {"request": rf.post("/", CONTENT_LENGTH="")}
    stream = io.BytesIO(b'""' + b" " * (size - 2))
    if fits:
        assert Parser().parse(stream, parser_context=context) == ""
        return
    with pytest.raises(TooLarge):
        Parser().parse(stream, parser_context=context)


@pytest.mark.parametrize(
    "accept", ["text/html", "text/html,application/xhtml+xml;q=0.9", "image/png", "nonsense", "*/*;q=0"]
)
@pytest.mark.parametrize("path", ["/v1/words", "/api/words", "/api/words?format=api", "/v1/nope", "/health"])
def test_whatever_is_asked_for_json_is_given(path: str, accept: str, anyone: Caller) -> None:
    response = anyone.get(path, HTTP_ACCEPT=accept)
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()


@given(st.text())
def test_control_characters_are_those_of_unicode_without_newline_and_tab(text: str) -> None:
    refused = any(unicodedata.category(letter) == "Cc" and letter not in "\n\t\r" for letter in text)
    assert bool(CONTROL.search(text)) == refused


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("ab\x00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab\x00"), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_no_nul_gets_through_at_any_depth(value: Any) -> None:
    if b"\\u0000" in orjson.dumps(value):
        with pytest.raises(ParseError):
            refuse_control_characters(value)
    else:
        refuse_control_characters(value)


def test_the_renderer_writes_what_views_give_it() -> None:
    value = {1: (x for x in (1, 2)), "lazy": {"a"}, "id": UUID(int=1), "mapping": {}.items()}
    assert orjson.loads(Renderer().render(value)) == {
        "1": [1, 2], "lazy": ["a"], "id": "00000000-0000-0000-0000-000000000001", "mapping": [],
    }  # fmt: skip
    assert Renderer().render(None) == b""
