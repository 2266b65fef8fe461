"""What the kernel's tests look at: the log as it is written."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog


class Written(io.StringIO):
    """Everything that the one handler wrote."""

    handler: logging.Handler

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.getvalue().splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def log() -> Iterator[Written]:
    """The real handler with its real formatter, writing here instead of to stderr."""
    (handler,) = [
        one for one in logging.getLogger().handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    assert isinstance(handler, logging.StreamHandler)
    written = Written()
    written.handler = handler
    before = handler.setStream(written)
    yield written
    handler.setStream(before)
