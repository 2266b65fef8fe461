"""Text that people read as one line: titles and names."""

from typing import Any

from rest_framework.serializers import ValidationError

from documents.packs.plain_text import trimmed
from safeclose.http.fields import Text


class Line(Text):
    """One line that shows what it says: no breaks, no tabs, no marks that turn the order of reading around."""

    default_error_messages = {"not_one_line": "Must be one line, without tabs."}

    def to_internal_value(self, data: Any) -> str:
        line, faults = trimmed(super().to_internal_value(data))
        if faults:
            raise ValidationError(faults[""])
        if "\t" in line or len(line.splitlines()) > 1:
            self.fail("not_one_line")
        return str(line)
