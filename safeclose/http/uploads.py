"""Files in multipart forms."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import DataAndFiles, MultiPartParser

from safeclose.http.body_limits import TooLarge, declared_length
from safeclose.http.json import refuse_control_characters


class Form(MultiPartParser):
    """multipart/form-data: a file of at most 25 MiB, and other fields of at most 1 MiB in all."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> DataAndFiles:
        """Fields and files; raises TooLarge, or ParseError for what is no form or has control characters."""
        limit: int = settings.UPLOAD_LIMIT
        if declared_length(parser_context["request"]) > limit + settings.JSON_BODY_LIMIT:
            raise TooLarge(limit)
        found: DataAndFiles = super().parse(stream, media_type, parser_context)
        files = [file for _, each in found.files.lists() for file in each]
        try:
            if any((file.size or 0) > limit for file in files):
                raise TooLarge(limit)
            _refuse_control_characters(found.data)
        except APIException:
            # Nothing else closes the files of a refused body.
            for file in files:
                file.close()
            raise
        return found


def title_of(file: UploadedFile) -> str:
    """An uploaded file's name, without its extension."""
    printable = "".join(letter for letter in PurePath(file.name or "").stem if letter.isprintable())
    return " ".join(printable.split())[:200] or "Document"


def _refuse_control_characters(fields: QueryDict) -> None:
    for name, values in fields.lists():
        refuse_control_characters({name: values[-1]})
        if len(values) > 1:
            raise ParseError(f"{name} is given more than once.")
