"""Alice owns Acme, Bob helps with people, Charlie is a plain member: a team with managers."""

from dataclasses import dataclass, field
from typing import Any

from signing.packages.identities.models import MODULES, VAULT
from tests.people import Caller
from tests.signing.packages.stage import Stage, caller, ok, user_of
from workspace.models import Event, Membership, Organization, Role

ALL = {"tiers": dict.fromkeys(MODULES, "full"), "vault": dict.fromkeys(VAULT, True)}
NOTHING = {"tiers": dict.fromkeys(MODULES, "none"), "vault": dict.fromkeys(VAULT, False)}
ANY_OTHER = "Not found."


def rights(tiers: dict[str, str] | None = None, *switches: str) -> dict[str, Any]:
    """These, and all others none or off."""
    return {
        "tiers": {**NOTHING["tiers"], **(tiers or {})},
        "vault": {**NOTHING["vault"], **dict.fromkeys(switches, True)},
    }


def join(name: str, organization: Organization, slug: str, *permissions: str) -> Caller:
    """Someone new, an active member in this role."""
    one = caller(name)
    role, _ = Role.objects.get_or_create(
        organization=organization, slug=slug, defaults={"name": slug.title(), "permissions": list(permissions)}
    )
    Membership.objects.create(organization=organization, user=user_of(one), role=role)
    return one


@dataclass
class Team:
    """At Acme, with the stage's locations and managers."""

    stage: Stage
    alice: Caller = field(init=False)
    bob: Caller = field(init=False)
    charlie: Caller = field(init=False)

    def __post_init__(self) -> None:
        self.alice = join("alice", self.stage.acme, "owner")
        self.bob = join("bob", self.stage.acme, "people", "members")
        self.charlie = join("charlie", self.stage.acme, "member")

    @property
    def path(self) -> str:
        return f"/v1/workspace/orgs/{self.stage.acme.pk}"

    def appoint(self, one: Caller, *, by: Caller | None = None, **body: Any) -> Any:
        """The answer to an appointment by user id."""
        return (by or self.alice).post(f"{self.path}/managers", {"userId": str(user_of(one).pk), **body})

    def appointed(self, one: Caller, **body: Any) -> str:
        """The id of a new manager."""
        return str(ok(self.appoint(one, **body), 201)["manager"]["id"])

    def membership(self, one: Caller) -> Membership:
        found: Membership = Membership.objects.get(organization=self.stage.acme, user=user_of(one))
        return found

    def member_path(self, one: Caller) -> str:
        return f"{self.path}/members/{self.membership(one).pk}"


def told(type: str = "manager.") -> list[tuple[str, str, Any]]:
    """Events of managers, oldest first: type, subject, data."""
    rows = Event.objects.filter(type__startswith=type).order_by("id")
    return [(one.type, one.subject_id, one.data) for one in rows]
