"""Demo data: all that was promised, however often it is made, and only on a development copy."""

import json
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from clickwrap.agreements.models import Agreement
from documents.chattel.models import ChattelDocument
from documents.models import Document
from safeclose.health.probes import PartStatus
from signing.packages.flows.models import Flow
from signing.packages.identities.models import MODULES, ManagerMembership, SigningAdmin, Tier
from signing.packages.package.models import Signing
from signing.packages.templates.models import Template
from workspace.models import Location, Membership, Organization, User

OURS = ("workspace", "documents", "signing", "clickwrap")


def seed() -> dict[str, dict[str, str]]:
    printed = StringIO()
    call_command("seed_demo", "--json", stdout=printed)
    return dict(json.loads(printed.getvalue()))


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.app_label in OURS
    }


@pytest.fixture
def ids(committed: None, settings: Any) -> dict[str, dict[str, str]]:
    settings.DEBUG = True
    return seed()


def test_demo_data_is_complete_and_seeding_again_adds_nothing(ids: dict[str, dict[str, str]]) -> None:
    before = rows()
    assert seed() == ids
    assert rows() == before
    organizations()
    people()
    packages(ids)
    papers(ids)


def organizations() -> None:
    assert set(Organization.objects.values_list("name", "slug", "clerk_org_id")) == {
        ("Acme Financial", "acme-financial", "org_demo_acme"),
        ("Birch Realty", "birch-realty", "org_demo_birch"),
    }
    places = set(Location.objects.values_list("company__organization__slug", "company__name", "name"))
    assert {place for place in places if place[0] == "acme-financial"} == {
        ("acme-financial", "Acme Auto", "Toronto"),
        ("acme-financial", "Acme Auto", "Ottawa"),
        ("acme-financial", "Acme Marine", "Kingston"),
    }
    assert len(places) == 4


def people() -> None:
    members = Membership.objects.active().values_list("user__clerk_user_id", "organization__slug", "role__slug")
    assert set(members) == {
        ("user_demo_alice", "acme-financial", "owner"),
        ("user_demo_bob", "acme-financial", "member"),
        ("user_demo_charlie", "birch-realty", "owner"),
    }
    managers = {one.manager.user.clerk_user_id: one for one in ManagerMembership.objects.all()}
    assert set(managers) == {"user_demo_alice", "user_demo_bob", "user_demo_charlie"}
    bob = managers["user_demo_bob"]
    rights = {name for name in MODULES if getattr(bob, name) != Tier.NONE}
    assert (bob.location.name, rights) == ("Toronto", {"signings", "templates"})
    assert (bob.signings, bob.templates, bob.vault) == (Tier.READ, Tier.READ, [])
    alice = managers["user_demo_alice"]
    assert {getattr(alice, name) for name in MODULES} == {Tier.FULL}
    ada = User.objects.get(clerk_user_id="user_demo_ada")
    assert SigningAdmin.objects.get().user == ada
    assert (ada.username, ada.is_superuser, ada.check_password("ada-demo")) == ("ada", True, True)
    assert User.objects.filter(clerk_user_id="user_demo_nobody", email="nobody@example.com").exists()
    for login, group in (("sue", "Support"), ("otto", "Operations")):
        colleague = User.objects.get(username=login)
        assert (colleague.is_staff, colleague.is_superuser) == (True, False)
        assert colleague.check_password(f"{login}-demo")
        assert [one.name for one in colleague.groups.all()] == [group]


def packages(ids: dict[str, dict[str, str]]) -> None:
    for model in (Template, Flow):
        assert model.objects.values("location").distinct().count() == model.objects.count() == 4
    assert set(Signing.objects.values_list("status", flat=True)) == set(Signing.Status.values)
    assert {Signing.objects.get(pk=pk).status: name for name, pk in ids["signings"].items()} == {
        state: state for state in Signing.Status.values
    }
    active = Signing.objects.filter(status="active", signers__email="sam@example.com")
    assert active.count() == 1


def papers(ids: dict[str, dict[str, str]]) -> None:
    for name, status in {"draft": "DRAFT", "generated": "GENERATED", "fullySigned": "FULLY_SIGNED"}.items():
        assert Document.objects.get(id=ids["documents"][name]).status == status
    loans = [getattr(one, "loan", None) for one in ChattelDocument.objects.select_related("loan")]
    assert {loan and loan.status for loan in loans} == {"BEHIND", "CURRENT", None}
    agreement = Agreement.objects.get(id=ids["agreements"]["terms"])
    assert agreement.versions.count() == 2
    assert agreement.acceptances.count() == 3 == len(ids["acceptances"])
    assert ids["deals"]


def test_demo_data_is_refused_without_debug(db: None) -> None:
    with pytest.raises(CommandError, match="DEBUG=1 only"):
        call_command("seed_demo")
    assert not Organization.objects.exists()


def test_a_database_without_tables_is_migrated_first(committed: None, settings: Any) -> None:
    settings.DEBUG = True
    missing = PartStatus("fail", "81 are not applied.")
    with (
        mock.patch("safeclose.health.database.migrations", return_value=missing),
        mock.patch("safeclose.management.commands.seed_demo.call_command") as called,
    ):
        seed()
    assert called.call_args_list == [mock.call("migrate", verbosity=0)]
