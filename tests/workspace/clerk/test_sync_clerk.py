"""manage.py sync_clerk."""

import json
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from safeclose.gateways import retries
from tests.people import Person
from tests.workspace.clerk.deliveries import address, deleted, deliver, membership, organization, user
from tests.workspace.clerk.stand_in import KEY, Answer, StandIn, error
from workspace.clerk.models import ClerkSync
from workspace.models import ClerkDelivery, ClerkRecord, Event, Membership, Organization, Role, User

pytestmark = pytest.mark.django_db
OF_X = "/v1/organizations/org_x/memberships"
GO_ON = " What was done is kept: the same command goes on from here."


@pytest.fixture
def clerk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Lists come two objects at a time, and no one waits."""
    monkeypatch.setattr(retries, "sleep", lambda seconds: None)
    with StandIn() as stand_in:
        stand_in.at_most = 2
        settings.CLERK_API_URL, settings.CLERK_SECRET_KEY = stand_in.url, KEY
        yield stand_in


@pytest.fixture
def village(clerk: StandIn) -> StandIn:
    """Five users in three organizations."""
    for at, name in enumerate("abcde"):
        clerk.has(user(name, created_at=at))
    for at, name in enumerate("xyz"):
        clerk.has(organization(name, created_at=at))
    for name, place in ("ax", "bx", "cx", "cy", "dy"):
        role = "org:admin" if name in "ad" else "org:member"
        clerk.has(membership(name, place, role=role, organization=organization(place)))
    return clerk


def sync(*arguments: str) -> Any:
    """The report."""
    output = StringIO()
    call_command("sync_clerk", "--json", *arguments, stdout=output)
    return json.loads(output.getvalue())


def failure(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        sync(*arguments)
    return str(caught.value)


def counts(listed: int, changed: int, removed: int) -> dict[str, int]:
    return {"listed": listed, "changed": changed, "removed": removed}


def members() -> list[tuple[str, str, str, str]]:
    """Who is what, where."""
    rows = Membership.objects.order_by("organization__clerk_org_id", "user__clerk_user_id")
    return list(rows.values_list("user__clerk_user_id", "organization__clerk_org_id", "role__slug", "status"))


ALL = [
    ("user_a", "org_x", "owner", "ACTIVE"),
    ("user_b", "org_x", "member", "ACTIVE"),
    ("user_c", "org_x", "member", "ACTIVE"),
    ("user_c", "org_y", "member", "ACTIVE"),
    ("user_d", "org_y", "owner", "ACTIVE"),
]
FIRST = {"users": counts(5, 5, 0), "organizations": counts(3, 3, 0), "memberships": counts(5, 5, 0)}
AGAIN = {"users": counts(5, 0, 0), "organizations": counts(3, 0, 0), "memberships": counts(5, 0, 0)}


def test_the_first_sync_takes_everything_in(village: StandIn) -> None:
    assert sync() == FIRST
    assert list(User.objects.order_by("clerk_user_id").values_list("clerk_user_id", "name", "email")) == [
        (f"user_{name}", f"{name.title()} Doe", f"{name}@example.com") for name in "abcde"
    ]
    assert list(Organization.objects.order_by("slug").values_list("slug", flat=True)) == [
        "x-homes",
        "y-homes",
        "z-homes",
    ]
    assert members() == ALL
    assert not ClerkDelivery.objects.exists()
    assert ClerkSync.objects.get().finished_at


def test_a_second_sync_changes_nothing(village: StandIn) -> None:
    sync()
    before, told = list(ClerkRecord.objects.order_by("pk").values("clerk_id", "updated_at")), Event.objects.count()
    assert sync() == AGAIN
    assert list(ClerkRecord.objects.order_by("pk").values("clerk_id", "updated_at")) == before
    assert (members(), Event.objects.count()) == (ALL, told)


def test_what_was_changed_at_clerk_is_changed_here(village: StandIn) -> None:
    sync()
    village.has(user("a", at=2000, created_at=0, first_name="Anna"))
    village.has(organization("x", at=2000, created_at=0, name="Xenia"))
    village.has(membership("b", "x", at=2000, role="org:closer", organization=organization("x")))
    assert sync() == {"users": counts(5, 1, 0), "organizations": counts(3, 1, 0), "memberships": counts(5, 1, 0)}
    assert User.objects.get(clerk_user_id="user_a").name == "Anna Doe"
    assert Organization.objects.get(clerk_org_id="org_x").name == "Xenia"
    assert ("user_b", "org_x", "closer", "ACTIVE") in members()


def test_what_clerk_has_no_longer_is_removed_here(village: StandIn) -> None:
    sync()
    del village.users["user_a"], village.organizations["org_y"]
    for gone in ("orgmem_x_a_1", "orgmem_x_b_1", "orgmem_y_c_1", "orgmem_y_d_1"):
        del village.memberships[gone]
    assert sync() == {"users": counts(4, 0, 1), "organizations": counts(2, 0, 1), "memberships": counts(1, 0, 2)}
    assert not User.objects.get(clerk_user_id="user_a").is_active
    assert User.objects.filter(is_active=True).count() == 4
    assert [status for *_, status in members()] == ["REMOVED", "REMOVED", "ACTIVE", "REMOVED", "REMOVED"]
    assert Event.objects.filter(type="member.removed").count() == 4
    assert sync() == {"users": counts(4, 0, 0), "organizations": counts(2, 0, 0), "memberships": counts(1, 0, 0)}


def test_what_clerk_never_had_stays(village: StandIn, people: dict[str, Person]) -> None:
    """Demo data, logins of the back office, members who were invited here."""
    User.objects.create(username="ada", is_staff=True)
    sync()
    place = Organization.objects.get(clerk_org_id="org_x")
    Membership.objects.create(
        organization=place, user=people["bob"].user, role=Role.objects.get(organization=place, slug="member")
    )
    sync()
    assert User.objects.filter(is_active=True).count() == 5 + 5
    assert Membership.objects.active().count() == 5 + 3 + 1


def test_a_sync_claims_and_tells_as_webhooks_do(village: StandIn, people: dict[str, Person]) -> None:
    acme = people["alice"].organization
    role = Role.objects.get(organization=acme, slug="member")
    Membership.objects.create(organization=acme, role=role, status="PENDING", invited_email="e@example.com")
    sync()
    assert Membership.objects.get(organization=acme, user__clerk_user_id="user_e").status == "ACTIVE"
    assert Event.objects.filter(type="member.joined").count() == 5 + 1
    deliver("user.created", user("a", first_name="Late"))
    assert User.objects.get(clerk_user_id="user_a").name == "A Doe", "as old as what the sync told"


def test_a_webhook_s_newer_word_stands(village: StandIn) -> None:
    deliver("user.updated", user("a", at=9000, first_name="Newer"))
    deliver("user.deleted", deleted("user", "user_b"))
    sync()
    assert User.objects.get(clerk_user_id="user_a").name == "Newer Doe"
    assert not User.objects.get(clerk_user_id="user_b").is_active
    assert ("user_b", "org_x", "member", "REMOVED") in members()


def test_a_list_that_shifts_while_it_is_read_removes_no_one(village: StandIn) -> None:
    """Someone is deleted on the first page, so that another one moves up to it after it was read."""
    sync()

    def shifting(path: str, parameters: dict[str, str]) -> Answer | None:
        if path == "/v1/users" and parameters["offset"] == "2":
            village.users.pop("user_a", None)
        return None

    village.before = shifting
    assert sync()["users"] == counts(5, 0, 0)
    assert "/v1/users/user_c" in village.paths(), "it was not listed, and asked for"
    assert sync()["users"] == counts(4, 0, 1)
    assert User.objects.get(is_active=False).clerk_user_id == "user_a"


def test_what_is_not_listed_is_asked_for_and_taken_in(village: StandIn) -> None:
    sync()
    village.has(
        user("c", at=2000, created_at=2, first_name="Cleo"), organization("y", at=2000, created_at=1, name="Y2")
    )
    village.has(membership("b", "x", at=2000, role="org:closer", organization=organization("x")))
    hidden = {"user_c", "org_y", "orgmem_x_b_1"}

    def hiding(path: str, parameters: dict[str, str]) -> Answer | None:
        rows = {
            "/v1/users": village.users, "/v1/organizations": village.organizations,
            "/v1/organizations/org_x/memberships": {k: v for k, v in village.memberships.items() if k[7] == "x"},
        }.get(path)  # fmt: skip
        if rows is None:
            return None
        listed = [one for one in rows.values() if one["id"] not in hidden][int(parameters["offset"]) :]
        body = listed if path == "/v1/users" else {"data": listed, "total_count": len(rows)}
        return 200, json.dumps(body).encode(), {}

    village.before = hiding
    report = sync()
    assert [report[kind]["removed"] for kind in report] == [0, 0, 0]
    assert [report[kind]["changed"] for kind in report] == [1, 1, 1]
    assert User.objects.get(clerk_user_id="user_c").name == "Cleo Doe"
    assert Organization.objects.get(clerk_org_id="org_y").name == "Y2"
    assert ("user_b", "org_x", "closer", "ACTIVE") in members()


def test_an_organization_deleted_while_its_members_are_read_is_removed(village: StandIn) -> None:
    def going(path: str, parameters: dict[str, str]) -> Answer | None:
        if path == "/v1/organizations/org_x/memberships":
            village.organizations.pop("org_x", None)
        return None

    sync()
    village.before = going
    report = sync()
    assert (report["organizations"]["removed"], report["memberships"]["removed"]) == (1, 0)
    assert [status for *_, status in members()] == ["REMOVED"] * 3 + ["ACTIVE"] * 2


def test_a_membership_without_a_user_is_skipped(village: StandIn) -> None:
    village.memberships["orgmem_x_b_1"]["public_user_data"] = None
    village.before = lambda path, parameters: (
        (200, json.dumps({"data": [village.memberships["orgmem_x_b_1"]], "total_count": 1}).encode(), {})
        if path == "/v1/organizations/org_x/memberships"
        else None
    )
    assert sync()["memberships"] == counts(2, 2, 0)


def test_who_came_back_is_there_although_the_first_end_was_never_told(village: StandIn) -> None:
    sync()
    del village.memberships["orgmem_x_b_1"]
    village.has(membership("b", "x", at=3000, begun=3000, number=2, organization=organization("x")))
    assert sync()["memberships"] == counts(5, 1, 1)
    assert ("user_b", "org_x", "member", "ACTIVE") in members()
    assert ClerkRecord.objects.get(clerk_id="orgmem_x_b_1").is_deleted


class Cut:
    """From a certain request on, Clerk is down."""

    def __init__(self, clerk: StandIn, path: str, offset: str) -> None:
        self.clerk, self.where, self.is_down = clerk, (path, offset), False
        clerk.before = self

    def __call__(self, path: str, parameters: dict[str, str]) -> Answer | None:
        self.is_down = self.is_down or self.where == (path, parameters.get("offset"))
        return error(503, "unavailable", "Down") if self.is_down else None

    def mend(self) -> None:
        self.clerk.before = lambda path, parameters: None
        self.clerk.asked.clear()


@pytest.mark.parametrize(
    ("path", "offset", "times", "not_again"),
    [
        ("/v1/users", "0", 4, set()),
        ("/v1/users", "4", 2, set()),
        ("/v1/organizations", "2", 1, {"/v1/users"}),
        ("/v1/organizations/org_y/memberships", "0", 1, {"/v1/users", "/v1/organizations", OF_X}),
        ("/v1/organizations/org_x/memberships", "2", 2, {"/v1/users", "/v1/organizations"}),
    ],
)
def test_an_interrupted_sync_goes_on_where_it_stopped(
    village: StandIn, path: str, offset: str, times: int, not_again: set[str]
) -> None:
    cut = Cut(village, path, offset)
    assert failure() == "Clerk is at fault (503: Down). 5 tries were made." + GO_ON
    cut.mend()
    report = sync()
    assert {kind: one["removed"] for kind, one in report.items()} == {"users": 0, "organizations": 0, "memberships": 0}
    assert (report["users"], report["organizations"]) == (FIRST["users"], FIRST["organizations"])
    assert members() == ALL
    assert village.paths().count(path) == times
    assert not_again.isdisjoint(village.paths())
    assert ClerkSync.objects.get().finished_at


def test_a_second_sync_that_was_interrupted_removes_no_one(village: StandIn) -> None:
    """What was listed before the interruption counts as listed."""
    sync()
    cut = Cut(village, "/v1/users", "4")
    failure()
    cut.mend()
    assert sync() == AGAIN
    assert not [path for path in village.paths() if path.startswith("/v1/users/user_")], "nothing was asked for"


def test_anew_starts_an_interrupted_sync_from_the_beginning(village: StandIn) -> None:
    cut = Cut(village, "/v1/organizations", "0")
    failure()
    cut.mend()
    assert sync("--anew")["users"] == counts(5, 0, 0)
    assert ("/v1/users", {"limit": "500", "offset": "0", "order_by": "created_at"}) in village.asked
    assert ClerkSync.objects.count() == 1


def test_ctrl_c_stops_the_sync_and_the_next_goes_on(village: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as hands:
        hands.setattr("workspace.clerk.sync.Comparison._remove_users", interrupt)
        assert failure() == "Stopped." + GO_ON
    assert sync() == FIRST


@pytest.fixture
def crowd(clerk: StandIn) -> StandIn:
    """Thirty users, known here."""
    clerk.at_most = 500
    clerk.has(*(user(f"u{number}") for number in range(30)))
    sync()
    return clerk


def test_a_key_of_another_instance_locks_no_one_out(crowd: StandIn) -> None:
    crowd.users.clear()
    crowd.has(*(user(f"other{number}") for number in range(60)))
    assert failure() == (
        "Clerk does not list 30 of the 30 users known here. "
        "Is the key one of another instance? If not, add --remove-many."
    )
    assert User.objects.filter(is_active=False).count() == 0
    assert sync("--remove-many")["users"] == counts(60, 60, 30)


@pytest.mark.parametrize(("gone", "refused"), [(15, False), (16, True)])
def test_more_than_half_of_the_users_gone_is_refused(crowd: StandIn, gone: int, refused: bool) -> None:
    for number in range(gone):
        del crowd.users[f"user_u{number}"]
    if refused:
        assert failure().startswith("Clerk does not list 16 of the 30 users known here.")
    else:
        assert sync()["users"] == counts(15, 0, 15)


def test_a_handful_may_be_gone_without_remove_many(village: StandIn) -> None:
    sync()
    village.users.clear()
    village.organizations.clear()
    village.memberships.clear()
    assert sync() == {"users": counts(0, 0, 5), "organizations": counts(0, 0, 3), "memberships": counts(0, 0, 0)}
    assert not User.objects.filter(is_active=True).exists()


def test_without_clerks_secret_key_the_sync_is_refused(settings: Settings) -> None:
    settings.CLERK_SECRET_KEY = ""
    assert failure() == "Set CLERK_SECRET_KEY: a secret key from the API keys in Clerk's dashboard."
    assert not ClerkSync.objects.exists()


def test_a_wrong_key_is_reported_and_not_printed(village: StandIn, settings: Settings) -> None:
    settings.CLERK_SECRET_KEY = "sk_test_wrong"
    sentence = "Clerk refuses CLERK_SECRET_KEY (401: The provided Clerk Secret Key is invalid)."
    assert failure() == sentence + GO_ON
    assert "sk_test_wrong" not in failure()
    assert not User.objects.exists()


def test_a_wait_of_an_hour_ends_the_sync(village: StandIn) -> None:
    village.faults.append(error(429, "too_many_requests", "Too many requests", Retry_After="3600"))
    sentence = "Clerk takes no more requests now (429). It asks to wait 3600 seconds."
    assert failure() == sentence + GO_ON


def test_a_wait_of_seconds_is_waited_for(village: StandIn) -> None:
    village.faults.append(error(429, "too_many_requests", "Too many requests", Retry_After="3"))
    assert sync() == FIRST


def test_an_answer_that_is_no_json_ends_the_sync(village: StandIn) -> None:
    village.faults.append((200, b"<html>", {}))
    assert failure() == "Clerk's answer is not JSON; is CLERK_API_URL right?" + GO_ON


def test_an_object_of_the_wrong_shape_ends_the_sync(village: StandIn) -> None:
    village.has(user("b", created_at=1, updated_at="yesterday"))
    sentence = "Clerk's answer can't be read: user.updated: data.updated_at: Input should be a valid integer."
    assert failure() == sentence + GO_ON


def test_a_sync_without_a_reachable_clerk_fails_after_5_tries(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, clerk: StandIn
) -> None:
    settings.CLERK_API_URL = "http://127.0.0.1:9"
    assert failure() == "Clerk can't be reached (ConnectError). 5 tries were made." + GO_ON


def test_an_unverified_address_stays_unverified(clerk: StandIn) -> None:
    clerk.has(user(email_addresses=[address("idn_2", "dana@example.com", "unverified")]))
    sync()
    assert list(User.objects.values_list("email", "email_verified")) == [("dana@example.com", False)]


def test_the_report_is_lines_of_text_without_a_terminal(village: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_clerk")
    printed = capsys.readouterr()
    assert printed.out == (
        "users: 5 at Clerk, 5 changed here, 0 removed.\n"
        "organizations: 3 at Clerk, 3 changed here, 0 removed.\n"
        "memberships: 5 at Clerk, 5 changed here, 0 removed.\n"
    )
    assert "Users" not in printed.err, "no bars where there is no terminal"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_bars_are_drawn_on_a_terminal_and_not_with_json(village: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    call_command("sync_clerk", stdout=StringIO())
    shown = terminal.getvalue()
    assert all(stage in shown for stage in ("Users", "Organizations", "Memberships", "100%"))
    terminal.truncate(0)
    call_command("sync_clerk", "--json", stdout=StringIO())
    assert "Users" not in terminal.getvalue().replace("\0", "")
