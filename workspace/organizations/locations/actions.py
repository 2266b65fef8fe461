"""Writes about locations."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from safeclose.actors import Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Invalid
from workspace.events import bus
from workspace.organizations.constraints import unreferenced
from workspace.organizations.defaults import first_company
from workspace.organizations.locations import hooks
from workspace.organizations.models import MAX_SORT_ORDER, Company, Location, Organization
from workspace.organizations.rights import locked_rights


@action
def create(
    *,
    organization_id: int,
    name: str,
    address: str = "",
    company_id: int | None = None,
    sort_order: int | None = None,
    by: Actor,
) -> Location:
    """A location of that company, or of the organization's first; last in the order, unless a place is given.

    Raises Invalid for a company that is not the organization's.
    """
    organization = locked_rights(organization_id=organization_id, by=by, needs="locations").organization
    company = first_company(organization) if company_id is None else _company(organization, company_id)
    place = _last(organization) if sort_order is None else sort_order
    location = Location.objects.create(company=company, name=name, address=address, sort_order=place)
    bus.publish("location.created", about=location, by=by)
    return location


@action
def change(*, organization_id: int, location_id: int, changes: Mapping[str, Any], by: Actor) -> Location:
    """Change `name`, `address`, `company_id`, `sort_order`, each optional."""
    organization = locked_rights(organization_id=organization_id, by=by, needs="locations").organization
    location = locked(Location.objects.of(organization), also=("company",), id=location_id)
    if "company_id" in changes:
        others = {name: value for name, value in changes.items() if name != "company_id"}
        changes = {**others, "company": _company(organization, changes["company_id"])}
    if rows.change(location, changes):
        bus.publish("location.updated", about=location, by=by)
    return location


@action
def delete(*, organization_id: int, location_id: int, by: Actor) -> None:
    """Remove a location, and what is managed there and nowhere else.

    Raises Conflict while anything, such as a signing, belongs to it.
    """
    organization = locked_rights(organization_id=organization_id, by=by, needs="locations").organization
    location = locked(Location.objects.of(organization), also=("company",), id=location_id)
    hooks.run_hooks(location, by)
    bus.publish("location.deleted", about=location, by=by)
    with unreferenced("The location is in use, by signings or what else belongs to it, so it can't be deleted."):
        location.delete()


def _company(organization: Organization, company_id: int) -> Company:
    company = organization.companies.filter(id=company_id).first()
    if company is None:
        raise Invalid("companyId names no company of this organization.")
    return company


def _last(organization: Organization) -> int:
    last = Location.objects.of(organization).aggregate(last=Max("sort_order"))["last"]
    return 0 if last is None else min(last + 1, MAX_SORT_ORDER)
