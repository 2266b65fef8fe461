"""States as badges: the word in a coloured box. The colour repeats what the word says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safeclose.records.lifecycle import Kind


@dataclass(frozen=True)
class States:
    """The states of a column: the kind of each; `of(row)` where the state is not simply what the column says."""

    kinds: Mapping[str, Kind]
    of: Callable[[Any], object] | None = None
    label: str = ""  # instead of the column's name

    def column(self, name: str, label: str) -> Callable[[Any], SafeString | str]:
        """What Django's admin calls for a column of a list and for a line of a page."""

        @admin.display(description=self.label or label)
        def shown(row: Any) -> SafeString | str:
            return badge(self.of(row) if self.of else getattr(row, name), self.kinds)

        return shown


def badge(state: object, kinds: Mapping[str, Kind]) -> SafeString | str:
    """One state; a dash for none. A state that nobody gave a kind is shown as a draft is, without a colour."""
    if not state:
        return "–"
    kind = kinds.get(str(state), Kind.DRAFT)
    return format_html('<span class="office-badge office-badge-{}">{}</span>', kind.value, words(state))


def words(state: object) -> str:
    """`in progress`: a state as people read it, however it is stored."""
    return str(state).replace("_", " ").lower()


def _activity(row: Any) -> str:
    return "active" if getattr(row, "is_active" if hasattr(row, "is_active") else "active") else "not active"


# Of rows with a column `active` or `is_active`.
ACTIVITY = States({"active": Kind.ACTIVE, "not active": Kind.DRAFT}, of=_activity, label="state")
