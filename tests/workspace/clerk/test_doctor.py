"""What `manage.py doctor` says of organizations: whether tokens can name them, and those of Clerk's are known."""

import pytest
from pytest_django import Settings

from safeclose.gateways import service_checks
from safeclose.health.probes import PartStatus
from tests.workspace.clerk.deliveries import organization
from tests.workspace.clerk.stand_in import StandIn, error
from workspace.clerk.probes import organizations
from workspace.models import Organization

pytestmark = pytest.mark.usefixtures("people")
WITHOUT = "{} have no Clerk id, the first is {}: no token can name them, and /api is 401. "
BY_HAND = "Set CLERK_SECRET_KEY, or have an owner make one with the same slug at Clerk."


@pytest.fixture
def both_at_clerk(backend: StandIn) -> StandIn:
    backend.has(organization("acme"), organization("birch"))
    return backend


def test_all_is_well_where_each_has_an_id() -> None:
    assert organizations() == PartStatus("ok", "All have a Clerk id.")


def test_organizations_that_no_token_can_name_are_told(settings: Settings) -> None:
    Organization.objects.create(name="Cedar", slug="cedar")
    Organization.objects.create(name="Dale", slug="dale")
    assert organizations() == PartStatus("warn", WITHOUT.format(2, "cedar") + BY_HAND)
    settings.CLERK_SECRET_KEY = "sk_test_x"
    found = organizations()
    assert isinstance(found, PartStatus)
    assert found.sentence.endswith("Run manage.py sync_clerk; a slug that someone else has at Clerk must be changed.")


def test_organizations_of_clerk_that_are_not_known_here_are_told(both_at_clerk: StandIn) -> None:
    assert organizations() == PartStatus("ok", "All have a Clerk id, and all of Clerk's are known.")
    both_at_clerk.has(organization("elm", created_at=950), organization("fir", created_at=960))
    assert organizations() == PartStatus(
        "warn",
        "2 of Clerk's are not known here, the first is org_elm: tokens that name them get 401. "
        "Is the webhook set up? Run manage.py sync_clerk.",
    )


def test_a_fault_of_clerk_is_told_after_one_try(both_at_clerk: StandIn) -> None:
    both_at_clerk.faults.append(error(500, "fault", "At fault."))
    assert organizations() == PartStatus(
        "warn", "All have a Clerk id. They were not compared with Clerk's: Clerk is at fault (500: At fault)."
    )
    assert len(both_at_clerk.asked) == 1


def test_a_development_copy_has_nothing_to_compare(settings: Settings) -> None:
    settings.CLERK_JWT_KEY = settings.CLERK_JWKS_URL = ""
    assert organizations() == PartStatus("off", "This copy issues its own tokens.")


@pytest.mark.parametrize(
    ("kids", "fault"),
    [
        (["ins_1", "ins_2"], None),
        (["ins_other"], "CLERK_SECRET_KEY is of another Clerk instance than CLERK_ISSUER."),
        ([], "CLERK_SECRET_KEY is of another Clerk instance than CLERK_ISSUER."),
    ],
)
def test_the_secret_key_is_compared_with_the_issuer(kids: list[str], fault: str | None, backend: StandIn) -> None:
    backend.keys = [{"kid": kid, "kty": "RSA"} for kid in kids]
    if fault is None:
        service_checks._compare_secret_key({"ins_1"})
        return
    with pytest.raises(service_checks.Fault) as caught:
        service_checks._compare_secret_key({"ins_1"})
    assert str(caught.value) == fault


def test_a_secret_key_that_clerk_refuses_is_told(backend: StandIn, settings: Settings) -> None:
    settings.CLERK_SECRET_KEY = "sk_test_other"
    with pytest.raises(service_checks.Fault, match="Clerk refuses CLERK_SECRET_KEY"):
        service_checks._compare_secret_key({"ins_1"})
