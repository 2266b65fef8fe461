"""Demo data: two organizations and the people in and around them."""

from django.contrib.auth.models import Group

from workspace.identity.groups import make_groups
from workspace.models import Company, Location, Membership, Organization, Role, User

Ids = dict[str, dict[str, str]]

PLACES = {
    "acme-financial": ("Acme Financial", {"Acme Auto": ["Toronto", "Ottawa"], "Acme Marine": ["Kingston"]}),
    "birch-realty": ("Birch Realty", {"Birch Realty": ["Hamilton"]}),
}
PEOPLE = {
    "alice": ("Alice Arden", ("acme-financial", "owner")),
    "bob": ("Bob Breton", ("acme-financial", "member")),
    "charlie": ("Charlie Chan", ("birch-realty", "owner")),
    "ada": ("Ada Admin", None),
    "sam": ("Sam Signer", None),
    "nobody": ("Nobody Inparticular", None),
}

STAFF = (("sue", "Sue Support", "Support"), ("otto", "Otto Operations", "Operations"))


def seed(ids: Ids) -> None:
    """Create the rows that are missing; `ids` gets the ids of all of them."""
    for slug, (name, companies) in PLACES.items():
        _organization(ids, slug, name, companies)
    for name, (full_name, place) in PEOPLE.items():
        user = _user(name, full_name, place)
        ids.setdefault("users", {})[name] = str(user.pk)
    ada = User.objects.get(clerk_user_id="user_demo_ada")
    ada.username, ada.is_staff, ada.is_superuser = "ada", True, True
    ada.set_password("ada-demo")
    ada.save()
    _staff()


def _staff() -> None:
    """A colleague in each of the groups of the back office; they have no account at Clerk."""
    make_groups()
    for login, name, group in STAFF:
        user, _ = User.objects.get_or_create(username=login, defaults={"name": name})
        user.is_staff = True
        user.set_password(f"{login}-demo")
        user.save()
        user.groups.set(Group.objects.filter(name=group))


def _organization(ids: Ids, slug: str, name: str, companies: dict[str, list[str]]) -> None:
    short = slug.split("-")[0]
    organization, _ = Organization.objects.get_or_create(
        slug=slug, defaults={"name": name, "clerk_org_id": f"org_demo_{short}"}
    )
    ids.setdefault("organizations", {})[short] = str(organization.pk)
    for role in ("owner", "member"):
        Role.objects.get_or_create(organization=organization, slug=role, defaults={"name": role.title()})
    for company_name, locations in companies.items():
        company, _ = Company.objects.get_or_create(organization=organization, name=company_name)
        ids.setdefault("companies", {})[company_name] = str(company.pk)
        for order, place in enumerate(locations):
            location, _ = Location.objects.get_or_create(company=company, name=place, defaults={"sort_order": order})
            ids.setdefault("locations", {})[place] = str(location.pk)


def _user(name: str, full_name: str, place: tuple[str, str] | None) -> User:
    user, _ = User.objects.get_or_create(
        clerk_user_id=f"user_demo_{name}",
        defaults={"name": full_name, "email": f"{name}@example.com", "email_verified": True},
    )
    if place:
        slug, role_slug = place
        role = Role.objects.select_related("organization").get(organization__slug=slug, slug=role_slug)
        Membership.objects.get_or_create(organization=role.organization, user=user, defaults={"role": role})
        User.objects.filter(pk=user.pk, active_organization=None).update(active_organization=role.organization)
    return user
