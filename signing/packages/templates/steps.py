"""Steps with templates that are parts of someone's action."""

from collections.abc import Collection

from safeclose.records.transactions import assert_in_action
from signing.packages.templates.models import Template


def lock_usable(location_id: int, ids: Collection[int]) -> list[Template]:
    """The active templates of this location among those, locked, in one order: none goes while it begins to be used."""
    assert_in_action()
    rows = Template.objects.filter(location_id=location_id, active=True, pk__in=ids)
    return list(rows.order_by("pk").select_for_update(of=("self",)))
