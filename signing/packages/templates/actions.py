"""What is written about templates."""

from collections.abc import Mapping
from typing import Any

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from signing.packages.templates.models import Template
from signing.packages.templates.uses import is_used
from signing.packages.uploads import StoredPdf
from workspace.events import bus
from workspace.models import Location


@action
def create(
    *,
    location: Location,
    name: str,
    chattel_type: str | None,
    pdf: StoredPdf,
    positions: list[dict[str, Any]],
    by: Actor,
) -> Template:
    """Create a template of a stored PDF."""
    locked(Location.objects.all(), id=location.pk)  # it may not be deleted meanwhile
    at = clock.now()
    template: Template = Template.objects.create(
        location=location,
        name=name,
        chattel_type=chattel_type,
        **pdf.columns,
        positions=positions,
        created_by_id=by.user_id,
        created_at=at,
        updated_at=at,
    )
    bus.publish("template.created", about=template, by=by)
    return template


def duplicate(*, source: Template, location: Location, name: str | None, by: Actor) -> Template:
    """Create a template with the PDF and the positions of another one; without a name it is called a copy."""
    return create(
        location=location,
        name=name or f"{source.name[:493]} (copy)",
        chattel_type=source.chattel_type,
        pdf=StoredPdf(source.file_sha256, source.received_sha256, source.page_count, source.left_out, source.language),
        positions=source.positions,
        by=by,
    )


@action
def delete(*, template_id: int, by: Actor) -> Template | None:
    """Remove a template; one that a package or a flow uses is archived instead, and answered.

    Raises Conflict where it is archived, and used still. Under its lock, which everything takes that begins to use it.
    """
    template: Template = locked(Template.objects.all(), id=template_id)
    must_stay = is_used(template)
    if must_stay:
        template.refuse_archived()
        rows.change(template, {"active": False, "archived_at": clock.now()})
        bus.publish("template.archived", about=template, by=by)
    else:
        bus.publish("template.deleted", about=template, by=by)
        template.delete()
    return template if must_stay else None


@action
def change(*, template_id: int, changes: Mapping[str, Any], by: Actor) -> Template:
    """Change `name` or `active`; packages that use the template stay as they are."""
    template: Template = locked(Template.objects.all(), id=template_id)
    template.refuse_archived()
    if rows.change(template, changes):
        bus.publish("template.updated", about=template, by=by)
    return template
