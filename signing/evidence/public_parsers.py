"""Bodies that are files, and are never written to a disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from rest_framework.parsers import BaseParser, DataAndFiles

from safeclose.http.body_limits import TooLarge, declared_length
from safeclose.http.uploads import Form


class InMemory(MemoryFileUploadHandler):
    """Django's own, for files of any size; the parser's limit is the only one."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """This handler takes the whole body: nothing of it is written to a disk."""
        self.activated = True


class UnkeptForm(Form):
    """multipart/form-data, held in memory."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> DataAndFiles:
        """Fields and files; raises TooLarge or ParseError."""
        request = parser_context["request"]._request
        request.upload_handlers = [InMemory(request)]
        return super().parse(stream, media_type, parser_context)


class Raw(BaseParser):
    """A body that is the file itself, of at most 25 MiB."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The bytes; raises TooLarge."""
        limit: int = settings.UPLOAD_LIMIT
        if declared_length(parser_context["request"]) > limit:
            raise TooLarge(limit)
        body: bytes = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(limit)
        return body


class RawPdf(Raw):
    """application/pdf"""

    media_type = "application/pdf"


class RawBundle(Raw):
    """application/json"""

    media_type = "application/json"
