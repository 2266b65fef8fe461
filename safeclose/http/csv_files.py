"""Tables for spreadsheets, a row at a time."""

import csv
import re
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

# What spreadsheets take for the beginning of a formula (OWASP, CSV Injection), and their full-width forms: at the
# beginning of a cell, and after what other spreadsheets part cells at, semicolons and tabs, or at the end of a line.
FORMULA = "=+@\t\r\n\uff1d\uff0b\uff0d\uff20-"
BEFORE_A_FORMULA = re.compile(f"(^(?= *[{FORMULA}])|[;\\t\\r\\n] *(?=[{FORMULA}]))")


class Echo:
    """A file for csv.writer: `write` returns the text."""

    def write(self, text: str) -> str:
        return text


def lines(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yields the header and one line for each row."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL)
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def safe(value: object) -> str:
    """A cell that no spreadsheet runs: an apostrophe stands before whatever looks like the beginning of a formula."""
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return BEFORE_A_FORMULA.sub(r"\1'", text)


def attached(found: Iterable[str], *, name: str) -> StreamingHttpResponse:
    """A streaming answer: the lines as a download with that name."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(found, content_type="text/csv; charset=utf-8", headers=headers)
