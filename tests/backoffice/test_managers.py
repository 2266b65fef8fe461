"""Staff appoint managers and admins, and find organizations without an owner."""

import pytest
from django.contrib.admin.models import LogEntry

from safeclose.health.probes import PartStatus
from signing.packages.identities.models import MODULES
from signing.packages.models import Manager, ManagerMembership, SigningAdmin
from tests.backoffice.staff import list_of, page_of, signed_in
from tests.people import Person
from workspace.models import Event, Membership, Organization
from workspace.organizations.probes import owners

BODY = {**dict.fromkeys(MODULES, "read"), "signings": "write", "vault": ["shareDeal"], "location": ""}


@pytest.fixture
def bob(people: dict[str, Person]) -> Membership:
    """Bob in Acme."""
    found: Membership = Membership.objects.get(user=people["bob"].user)
    return found


def test_operations_make_a_member_a_manager(bob: Membership) -> None:
    client = signed_in("otto", "Operations")
    page = client.get(page_of(bob, "do/appoint/")).content.decode()
    assert "All locations" in page
    assert "Toronto" in page
    assert client.post(page_of(bob, "do/appoint/"), BODY).status_code == 302
    row = ManagerMembership.objects.get()
    assert (row.manager.user, row.organization, row.location) == (bob.user, bob.organization, None)
    assert (row.signings, row.flows, row.vault) == (2, 1, ["shareDeal"])
    event = Event.objects.get(type="manager.appointed")
    assert (event.organization_id, event.actor["kind"]) == (bob.organization_id, "staff")
    assert LogEntry.objects.get().change_message == "Make manager."
    assert client.post(page_of(bob, "do/appoint/"), BODY).status_code == 409


def test_operations_change_and_revoke_rights(bob: Membership) -> None:
    manager = Manager.objects.create(user=bob.user)
    row = ManagerMembership.objects.create(manager=manager, organization=bob.organization, signings=3)
    client = signed_in("otto", "Operations")
    nothing = dict.fromkeys(MODULES, "none")
    assert client.post(page_of(row, "do/change-rights/"), {**nothing, "flows": "full"}).status_code == 302
    row.refresh_from_db()
    assert (row.signings, row.flows, row.vault) == (0, 3, [])
    assert client.post(page_of(row, "do/change-rights/"), nothing).status_code == 400
    assert client.post(page_of(row, "do/change-rights/"), {**nothing, "flows": "all"}).status_code == 400
    assert client.post(page_of(row, "do/revoke/")).status_code == 302
    assert not ManagerMembership.objects.exists()
    types = Event.objects.order_by("id").values_list("type", flat=True)
    assert list(types) == ["manager.changed", "manager.revoked"]


def test_the_rights_of_an_owner_have_no_buttons_and_the_page_says_why(people: dict[str, Person]) -> None:
    alice = people["alice"]
    manager = Manager.objects.create(user=alice.user)
    row = ManagerMembership.objects.create(manager=manager, organization=alice.organization)
    client = signed_in("otto", "Operations")
    page = client.get(page_of(row)).content.decode()
    assert "Its manager owns the organization: the rights there are full." in page
    assert "do/revoke/" not in page
    assert client.post(page_of(row, "do/revoke/")).status_code == 409
    membership = Membership.objects.get(user=alice.user)
    assert "do/appoint/" not in client.get(page_of(membership)).content.decode()
    Membership.objects.filter(pk=membership.pk).update(status="REMOVED")
    page = client.get(page_of(row)).content.decode()
    assert "It gives no rights: its manager is no active member of the organization." in page


def test_operations_make_and_unmake_an_admin(bob: Membership) -> None:
    client = signed_in("otto", "Operations")
    assert bob.user
    assert client.post(page_of(bob.user, "do/appoint-admin/")).status_code == 302
    admin = SigningAdmin.objects.get()
    assert admin.user == bob.user
    assert client.post(page_of(bob.user, "do/appoint-admin/")).status_code == 409
    client.post(page_of(admin, "do/revoke/"))
    assert not SigningAdmin.objects.exists()
    assert client.post(page_of(bob.user, "do/appoint-admin/")).status_code == 302
    assert client.post(page_of(bob.user, "do/revoke-admin/")).status_code == 302
    assert not SigningAdmin.objects.exists()
    types = Event.objects.order_by("id").values_list("type", flat=True)
    assert list(types) == ["signing.admin_appointed", "signing.admin_revoked"] * 2


def test_support_may_do_none_of_it(bob: Membership) -> None:
    manager = Manager.objects.create(user=bob.user)
    row = ManagerMembership.objects.create(manager=manager, organization=bob.organization, signings=3)
    admin = SigningAdmin.objects.create(user=bob.user)
    client = signed_in("sue", "Support")
    assert bob.user
    addresses = [page_of(bob, "do/appoint/"), page_of(bob, "do/owner/"), page_of(bob.user, "do/appoint-admin/")]
    addresses += [page_of(bob.user, "do/revoke-admin/"), page_of(admin, "do/revoke/")]
    addresses += [page_of(row, "do/change-rights/"), page_of(row, "do/revoke/")]
    for address in addresses:
        assert client.post(address, BODY).status_code == 403, address
    assert ManagerMembership.objects.filter(pk=row.pk, signings=3).exists()
    assert SigningAdmin.objects.exists()
    assert not Event.objects.exists()


def test_an_organization_without_an_owner_is_found_and_gets_one(people: dict[str, Person], bob: Membership) -> None:
    Organization.objects.create(name="Empty", slug="empty")
    client = signed_in("otto", "Operations")
    found = f"{list_of(Organization)}?owner=missing"
    assert owners() == "Every organization with members has an owner."
    assert "Acme Financial" not in client.get(found).content.decode()
    assert "do/owner/" not in client.get(page_of(bob)).content.decode()
    alice = people["alice"].user
    alice.is_active = False
    alice.save()
    page = client.get(found).content.decode()
    assert ("Acme Financial" in page, "Birch Realty" in page, "Empty" in page) == (True, False, False)
    assert "no owner who can sign in" in client.get(page_of(bob.organization)).content.decode()
    sentence = "Without an owner who can sign in: acme. The back office lists them under Organizations."
    assert owners() == PartStatus("warn", sentence)
    assert client.post(page_of(bob, "do/owner/")).status_code == 302
    bob.refresh_from_db()
    assert bob.role.slug == "owner"
    assert ManagerMembership.objects.get().manager.user == bob.user
    assert owners() == "Every organization with members has an owner."
    assert client.post(page_of(bob, "do/owner/")).status_code == 409
