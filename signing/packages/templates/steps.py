"""Steps with templates that are parts of someone's action."""

from collections.abc import Collection

from safeclose.records.transactions import assert_in_action
from signing.packages.documents.models import SigningDocument
from signing.packages.flows.models import Flow
from signing.packages.templates.models import Template


def lock_usable(location_id: int, ids: Collection[int]) -> list[Template]:
    """The active templates of this location among those, locked, in one order: none goes while it begins to be used."""
    assert_in_action()
    rows = Template.objects.filter(location_id=location_id, active=True, pk__in=ids)
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def is_used(template: Template) -> bool:
    """Whether a document of a package, in whatever state, was made of it, or a flow has it in a step."""
    assert_in_action()
    step = [{"templateId": str(template.pk)}]
    in_a_step = Flow.objects.filter(location_id=template.location_id, steps__contains=step)
    return SigningDocument.objects.filter(template=template).exists() or in_a_step.exists()
