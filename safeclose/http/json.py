"""JSON in and out, and nothing else."""

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

# Carriage returns belong to the newlines of some senders.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DEEPEST = 64


class Parser(BaseParser):
    """Strict JSON (RFC 8259): no NaN, no lone surrogates, no control characters, at most 1 MiB."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The value; raises ParseError or TooLarge."""
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
        """What the view is given of a good body: here, the value."""
        return value


class ExactParser(Parser):
    """As strict; a number that is not a plain integer becomes a Decimal, to the last digit that was sent."""

    def kept(self, value: Any, body: bytes) -> Any:
        """The body once more, in the slower reader that can do that."""
        return json.loads(body.decode(), parse_float=Decimal, parse_int=_integer)


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 19 else Decimal(digits)  # orjson could not write a larger one again


def refuse_control_characters(value: Any, path: str = "", depth: int = 0) -> None:
    """Raise ParseError, naming the place, where any text within `value` has a control character."""
    if depth > DEEPEST:
        raise ParseError(f"The body is nested deeper than {DEEPEST} levels.")
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
    """orjson: ten times the speed of the standard library's."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The bytes of the answer; none for an empty one (204)."""
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


class AlwaysJson(BaseContentNegotiation):
    """An Accept header that asks for something else gets JSON all the same, never HTML and no 406."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """By Content-Type; JSON where none is named."""
        given = (request.content_type or "application/json").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == given), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first, always."""
        return renderers[0], renderers[0].media_type
