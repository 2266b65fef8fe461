"""Answers that end: the whole of one within a time and a size, where httpx's own limits are for each step."""

import time
from collections.abc import Iterator

import httpx2

LARGEST = 32 * 1024 * 1024  # bytes of an answer


class BoundedTransport(httpx2.HTTPTransport):
    """The whole answer must be there within the time that the request gives to each read."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Also raises ReadTimeout and DecodingError, for what takes too long and is too long."""
        patience = request.extensions.get("timeout", {}).get("read")
        deadline = time.monotonic() + (patience or 60.0)
        response = super().handle_request(request)
        stream = response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        response.stream = _Bounded(stream, deadline)
        return response


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("The answer is too slow.")
            if size > LARGEST:
                raise httpx2.DecodingError("The answer is too long.")
            yield part

    def close(self) -> None:
        self._stream.close()
