"""Parsing and rendering of JSON, the only format of the API."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from safeclose.http.body_limits import TooLarge, declared_length

# Carriage returns are allowed, as part of newlines.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MAX_NESTING = 64


class Parser(BaseParser):
    """Strict JSON (RFC 8259): no NaN, no lone surrogates, no control characters, at most 1 MiB."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed value. Raises ParseError or TooLarge."""
        limit: int = settings.JSON_BODY_LIMIT
        if declared_length(parser_context["request"]) > limit:
            raise TooLarge(limit)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(limit)
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError("The body is not valid JSON.") from error
        refuse_control_characters(value)
        return self.kept(value, body)

    def kept(self, value: Any, body: bytes) -> Any:
        """What the view gets of a valid body; here, the value."""
        return value


class ExactParser(Parser):
    """The same; numbers with a fraction or exponent become Decimals with all digits that were sent."""

    def kept(self, value: Any, body: bytes) -> Any:
        """Parses the body again with the standard library, which supports Decimals."""
        return json.loads(body.decode(), parse_float=Decimal, parse_int=_integer)


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 19 else Decimal(digits)  # orjson can't write larger integers


def refuse_control_characters(value: Any, path: str = "", depth: int = 0) -> None:
    """Raises ParseError, with the path, if any text within `value` has a control character, or for too deep nesting."""
    if depth > MAX_NESTING:
        raise ParseError(f"The body is nested deeper than {MAX_NESTING} levels.")
    if isinstance(value, str):
        if CONTROL.search(value):
            raise ParseError(f"{path or 'The body'} has a control character.")
        return
    for key, part in _parts(value):
        if isinstance(key, str) and CONTROL.search(key):
            raise ParseError("A key has a control character.")
        refuse_control_characters(part, f"{path}.{key}" if path else str(key), depth + 1)


def _parts(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


class Renderer(BaseRenderer):
    """Renders with orjson."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The bytes of the answer; empty for None (204)."""
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


class AlwaysJson(BaseContentNegotiation):
    """Answers JSON whatever the Accept header says, never HTML or 406."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """By Content-Type; JSON without one."""
        given = (request.content_type or "application/json").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == given), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type
