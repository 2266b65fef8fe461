"""Steps in an organization's life that are parts of someone's action."""

from safeclose.records.transactions import assert_in_action
from workspace.organizations.models import OWNER, PERMISSIONS, Company, Organization, Role

MEMBER = "member"


def create_defaults(organization: Organization) -> None:
    """What every organization has, made as far as it is missing: the roles `owner` and `member`, and a company."""
    assert_in_action()
    for slug, permissions in ((OWNER, list(PERMISSIONS)), (MEMBER, [])):
        Role.objects.get_or_create(
            organization=organization, slug=slug, defaults={"name": slug.title(), "permissions": permissions}
        )
    first_company(organization)


def first_company(organization: Organization) -> Company:
    """The oldest one; one of the organization's own name, if there is none yet."""
    assert_in_action()
    company = organization.companies.order_by("id").first()
    return company or Company.objects.create(organization=organization, name=organization.name)
