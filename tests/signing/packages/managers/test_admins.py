"""Admins of packages are appointed by staff, and by nobody else."""

import pytest

from safeclose.actors import SYSTEM, Actor
from safeclose.refusals import Conflict, Unknown
from signing.packages.managers import actions
from signing.packages.models import SigningAdmin
from tests.signing.packages.managers.team import Team
from tests.signing.packages.stage import user_of
from workspace.models import Event, User

STAFF = Actor("staff", "7", "Otto")


@pytest.mark.parametrize("kind", ["user", "signer", "visitor"])
def test_nobody_but_staff_appoints_or_revokes_admins(team: Team, kind: str) -> None:
    by = Actor(kind, str(user_of(team.stage.ada).pk), "Ada")
    charlie, ada = user_of(team.charlie).pk, user_of(team.stage.ada).pk
    with pytest.raises(Unknown):
        actions.appoint_admin(user_id=charlie, by=by)
    with pytest.raises(Unknown):
        actions.revoke_admin(user_id=ada, by=by)
    assert list(SigningAdmin.objects.values_list("user", flat=True)) == [ada]
    assert not Event.objects.exists()


def test_an_admin_is_appointed_once(team: Team) -> None:
    number = user_of(team.charlie).pk
    actions.appoint_admin(user_id=number, by=STAFF)
    with pytest.raises(Conflict, match="is an admin of signing packages already"):
        actions.appoint_admin(user_id=number, by=STAFF)
    event = Event.objects.get(type="signing.admin_appointed")
    assert (event.user_id, event.organization_id, event.actor["kind"]) == (number, None, "staff")


@pytest.mark.parametrize("columns", [{"is_active": False}, {"clerk_user_id": None, "username": "c"}], ids=str)
def test_an_account_that_can_not_sign_in_is_no_admin(team: Team, columns: dict[str, object]) -> None:
    User.objects.filter(pk=user_of(team.charlie).pk).update(**columns)
    with pytest.raises(Conflict, match="can't sign in"):
        actions.appoint_admin(user_id=user_of(team.charlie).pk, by=SYSTEM)


def test_no_route_appoints_admins(team: Team) -> None:
    for path in ("/v1/signing/admins", f"{team.path}/admins"):
        assert team.alice.post(path, {"userId": "1"}).status_code == 404
