"""GET /v1/workspace/orgs/:id/roles."""

from tests.people import Caller
from tests.workspace.asking import of, role, said
from workspace.organizations.models import PERMISSIONS


def test_the_roles_are_answered_by_slug(alice: Caller, bob: Caller) -> None:
    acme = alice.organization
    closer = role(acme, "brand", slug="closer")
    ids = {one.slug: str(one.pk) for one in acme.roles.all()}
    whole = {
        "roles": [
            {"id": str(closer.pk), "slug": "closer", "name": "Closer", "permissions": ["brand"]},
            {"id": ids["member"], "slug": "member", "name": "Member", "permissions": []},
            {"id": ids["owner"], "slug": "owner", "name": "Owner", "permissions": list(PERMISSIONS)},
        ]
    }
    for one in (alice, bob):
        assert said(one.get(of(acme, path="/roles"))) == (200, whole)


def test_limit_and_cursor_show_each_role_once(alice: Caller) -> None:
    path = of(alice.organization, path="/roles")
    first = alice.get(path, {"limit": "1"}).json()
    rest = alice.get(path, {"limit": "1", "cursor": first["nextCursor"]}).json()
    assert [*first["roles"], *rest["roles"]] == alice.get(path).json()["roles"]
    assert "nextCursor" not in rest
