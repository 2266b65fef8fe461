"""Logs that can't hold what opens a door: by form, over everything that writes."""

import base64
import hashlib
import logging
import secrets
from typing import Any

import jwt
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.response import Response

from safeclose.config.logs import strike_secrets, without_secrets
from tests.people import Caller, claims, token
from tests.safeclose.carrier import Words
from tests.safeclose.conftest import Written

LINK = secrets.token_urlsafe(32)
JWT = token(claims("user_x"))
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
AROUND = st.text(max_size=30) | st.sampled_from(
    ["%2F", "\\n", "token=", "é", "_", "https://x/sign/", "b'", '{"a": "', "x" * 50]
)

APART = AROUND.filter(lambda text: not text or not (text[-1].isalnum() or text[-1] in "_-"))


def wherever(text: str, before: str, after: str) -> str:
    return without_secrets(before + text + after)


@given(st.binary(min_size=32, max_size=32), AROUND, AROUND)
def test_no_link_gets_through(random: bytes, before: str, after: str) -> None:
    link = base64.urlsafe_b64encode(random).rstrip(b"=").decode()
    assert link not in wherever(link, before, after)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9), min_size=1), AROUND, AROUND)
def test_no_session_token_gets_through(content: dict[str, str], before: str, after: str) -> None:
    whole = jwt.encode(content, "key" * 11, algorithm="HS256")
    header, payload, signature = whole.split(".")
    written = wherever(whole, before, after)
    assert not any(part in written for part in (whole, payload, signature))
    assert payload not in wherever(f"{header}.{payload}", before, "")


@given(st.text(URL_SAFE, min_size=4, max_size=60), st.sampled_from(["Bearer", "bearer", "BEARER"]), APART)
def test_no_bearer_gets_through(secret: str, scheme: str, before: str) -> None:
    assert f" {secret}" not in without_secrets(f"{before}{scheme} {secret}")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic dXNlcjpwYXNz", "{'Authorization': 'Basic dXNlcjpwYXNz'}",
        "[(b'authorization', b'Basic dXNlcjpwYXNz')]",
        '"authorization":"Basic dXNlcjpwYXNz"', "Bearer%20dXNlcjpwYXNz", "GET /api/public/sign/dXNlcjpwYXNz HTTP/1.1",
        "/sign/dXNlcjpwYXNz?x=1", "https://safeclose.example.test/sign/dXNlcjpwYXNz", "/api/public/copy/dXNlcjpwYXNz",
    ],
)  # fmt: skip
def test_a_secret_is_struck_by_where_it_stands(text: str) -> None:
    assert "dXNlcjpwYXNz" not in without_secrets(text)


@given(st.binary(max_size=20), APART)
def test_hashes_stay_readable(content: bytes, before: str) -> None:
    digest = hashlib.sha256(content).hexdigest()
    before = before.replace("sign", "").replace("uthor", "")
    assert wherever(digest, before, " and so on").endswith(f"{digest} and so on")


@pytest.mark.parametrize(
    "text",
    ["doc_01m80s9gr5e3qsk0qffjvp513n", "5f0c1c3e-6c1b-4b1e-9d55-000000000000", "a" * 64, "0123456789abcdef" * 8,
     "Missing token.", "/api/public/sign/<token>",
     "a sentence with many-words_that-are_not secret at all", "2026-04-27T00:00:00.000Z"],
)  # fmt: skip
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


VALUES = st.recursive(
    st.just(LINK) | st.just(LINK.encode()) | st.integers() | st.none() | st.booleans() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from(["a", LINK]), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_no_depth_hides_a_secret(value: Any) -> None:
    assert LINK not in repr(strike_secrets(None, "", {"event": "x", "value": value}))


def test_an_object_is_written_as_its_words() -> None:
    class Holder:
        def __repr__(self) -> str:
            return f"<Holder of {LINK}>"

    assert strike_secrets(None, "", {"value": Holder()}) == {"value": "<Holder of [secret]>"}


PLACES = [
    ("get", "/api/public/sign/{}"), ("post", "/api/public/sign/{}"), ("put", "/api/public/sign/{}"),
    ("get", "/api/public/sign/{}/file"),
    ("get", "/api/public/copy/{}"), ("get", "/api/public/nope/{}"), ("get", "/sign/{}"), ("get", "/health?token={}"),
    ("get", "/api/documents/{}"), ("get", "/%2Fsign%2F{}"),
]  # fmt: skip


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(("method", "path"), PLACES)
def test_no_request_leaves_its_secrets_in_the_log(
    method: str, path: str, debug: bool, db: None, anyone: Caller, log: Written, settings: Any
) -> None:
    settings.DEBUG = debug
    getattr(anyone, method)(
        path.format(LINK), HTTP_AUTHORIZATION=f"Bearer {JWT}", HTTP_REFERER=f"https://x.test/sign/{LINK}"
    )
    assert log.of("request")
    assert LINK not in log.getvalue()
    assert JWT[:40] not in log.getvalue()


@pytest.mark.urls("tests.safeclose.carrier")
def test_no_fault_that_quotes_secrets_leaves_them_in_the_log(
    anyone: Caller, log: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_self: Words, request: Any) -> Response:
        raise RuntimeError(f"{LINK} and {dict(request.headers)} and {LINK!r}".replace(" ", "\n"))

    monkeypatch.setattr(Words, "list", failing)
    anyone.get(f"/v1/words?link={LINK}", HTTP_AUTHORIZATION=f"Bearer {JWT}")
    (fault,) = [line for line in log.lines if line["logger"] == "django.request" and "exception" in line]
    assert "RuntimeError: [secret]" in fault["exception"]
    assert LINK not in log.getvalue()
    assert JWT.split(".")[1] not in log.getvalue()


def test_no_library_leaves_secrets_in_the_log(log: Written, capsys: pytest.CaptureFixture[str]) -> None:
    library = logging.getLogger("some.library")
    library.warning("opened %s", LINK)
    library.warning("opened", extra={"link": LINK}, stack_info=True)
    for message in ("too few: %s %s", "a number: %d"):  # straight to the handler: pytest's own would raise
        log.handler.handle(logging.LogRecord("some.library", logging.ERROR, __file__, 1, message, (LINK,), None))
    structlog.get_logger("ours").warning("opened", link=LINK, header={"Authorization": f"Bearer {JWT}"})
    try:
        raise ValueError(LINK) from KeyError(JWT)
    except ValueError:
        library.exception("failed")
    assert len(log.of("opened [secret]")) == 1
    captured = capsys.readouterr()
    for text in (log.getvalue(), captured.err, captured.out):
        assert LINK not in text
        assert JWT not in text
