"""Bodies whose numbers are kept to the last digit."""

import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from safeclose.http.json import ExactParser


def read(body: bytes) -> Any:
    """What a view is given."""
    request = SimpleNamespace(META={"CONTENT_LENGTH": str(len(body))})
    return ExactParser().parse(io.BytesIO(body), parser_context={"request": request})


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"0.1", Decimal("0.1")),
        (b"0.10000000000000000000000000001", Decimal("0.10000000000000000000000000001")),
        (b"1e2", Decimal("1E+2")),
        (b"-0.0", Decimal("-0.0")),
        (b"999999999999999999", 999999999999999999),
        (b"1" + b"0" * 30, Decimal(10**30)),
        ('"é 😀"'.encode(), "é 😀"),
        (b'{"a": 1, "a": [2.50, true, null]}', {"a": [Decimal("2.50"), True, None]}),
    ],
)
def test_numbers_are_read_exactly(body: bytes, value: Any) -> None:
    found = read(body)
    assert found == value
    assert type(found) is type(value)
    assert repr(found) == repr(value)


@pytest.mark.parametrize(
    "body",
    [
        b"NaN",
        b"Infinity",
        b"1e400",
        b"-1e400",
        b"1" * 5000,
        b"{",
        b"01",
        b'"\\ud800"',
        b"\xef\xbb\xbf1",
        b'"\xff"',
        b"",
    ],
)
def test_exact_json_is_as_strict_as_the_ordinary_parser(body: bytes) -> None:
    with pytest.raises(ParseError):
        read(body)


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(), lambda one: st.lists(one)))
def test_values_without_fractions_are_read_as_orjson_reads_them(value: Any) -> None:
    body = orjson.dumps(value)
    try:
        found = read(body)
    except ParseError:  # a control character
        return
    assert found == orjson.loads(body)
