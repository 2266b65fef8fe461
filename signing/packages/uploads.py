"""PDFs that people upload: looked through before anything is kept."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from pikepdf import Array, Dictionary, Name
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import DataAndFiles, MultiPartParser

from safeclose.api.json import refuse_control_characters
from safeclose.api.limits import TooLarge, declared_length
from safeclose.refusals import Invalid
from safeclose.transactions import assert_no_transaction
from signing.evidence.presentable import NotPresentableError, check_presentable


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
            # Of a body that was refused, nobody else knows the files.
            for file in files:
                file.close()
            raise
        return found


def _refuse_control_characters(fields: QueryDict) -> None:
    for name, values in fields.lists():
        refuse_control_characters({name: values[-1]})
        if len(values) > 1:
            raise ParseError(f"{name} is given more than once.")


@dataclass(frozen=True)
class Pdf:
    """The bytes of a PDF that may be signed, and how many pages it has."""

    content: bytes
    page_count: int


def read_pdf(file: UploadedFile) -> Pdf:
    """The uploaded PDF; raises Invalid, saying why, for anything that can't be signed as it is."""
    assert_no_transaction()
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise Invalid("file: The file is not a PDF.")
    try:
        check_presentable(content)
        with pikepdf.open(BytesIO(content)) as pdf:
            if found := _document_action(pdf):
                raise Invalid(f"file: {found}")
            return Pdf(content, len(pdf.pages))
    except NotPresentableError as error:
        raise Invalid(f"file: {error}") from error
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise Invalid("file: The PDF is damaged.") from error


def _document_action(pdf: pikepdf.Pdf) -> str | None:
    """What acts when the whole document is opened, printed or closed, or is carried along unseen."""
    opening = pdf.Root.get(Name.OpenAction)
    # An array is only a place to open at.
    if isinstance(opening, Dictionary) and (str(opening.get(Name.S)) != "/GoTo" or Name.Next in opening):
        return "The PDF has an action that starts when it is opened."
    if Name.AA in pdf.Root:
        return "The PDF has actions of its own."
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary) and Name.JavaScript in names:
        return "The PDF contains scripts."
    if isinstance(names, Dictionary) and Name.EmbeddedFiles in names:
        return "The PDF contains other files."
    if isinstance(pdf.Root.get(Name.AF), Array):
        return "The PDF contains other files."
    return None
