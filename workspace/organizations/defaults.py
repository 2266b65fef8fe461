"""What every organization has from the beginning: two roles and a company. Called inside actions."""

from safeclose.records.transactions import assert_in_action
from workspace.organizations.models import OWNER, PERMISSIONS, Company, Organization, Role

MEMBER = "member"


def create_defaults(organization: Organization) -> None:
    """Create the roles `owner` and `member` and a company, where they are missing."""
    assert_in_action()
    for slug, permissions in ((OWNER, list(PERMISSIONS)), (MEMBER, [])):
        Role.objects.get_or_create(
            organization=organization, slug=slug, defaults={"name": slug.title(), "permissions": permissions}
        )
    first_company(organization)


def first_company(organization: Organization) -> Company:
    """The oldest company. Creates one with the organization's name where there is none."""
    assert_in_action()
    company = organization.companies.order_by("id").first()
    return company or Company.objects.create(organization=organization, name=organization.name)
