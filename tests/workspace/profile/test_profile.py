"""GET /v1/workspace/profile."""

from tests.matching import A_TIME
from tests.people import Caller, Person
from tests.workspace.asking import V1, said
from workspace.models import User

ROUTE = f"{V1}/profile"


def test_the_profile_has_what_clerk_told(alice: Caller) -> None:
    assert alice.person
    users = User.objects.filter(pk=alice.person.user.pk)
    users.update(email="alice@example.com", email_verified=True, image_url="https://x.example/a.png")
    assert said(alice.get(ROUTE)) == (
        200,
        {
            "id": str(alice.person.user.pk),
            "clerkUserId": "user_alice",
            "email": "alice@example.com",
            "name": "Alice",
            "imageUrl": "https://x.example/a.png",
            "activeOrganizationId": str(alice.organization.pk),
            "createdAt": A_TIME,
        },
    )


def test_a_first_request_creates_the_user_with_an_empty_profile(db: None) -> None:
    body = Caller(Person(User(clerk_user_id="user_new"), None)).get(ROUTE).json()
    user = User.objects.get(clerk_user_id="user_new")
    nothing = dict.fromkeys(("email", "name", "imageUrl", "activeOrganizationId"))
    assert body == {"id": str(user.pk), "clerkUserId": "user_new", "createdAt": A_TIME, **nothing}


def test_a_stale_choice_is_cleared_here_too(alice: Caller, nobody: Caller) -> None:
    assert nobody.person
    users = User.objects.filter(pk=nobody.person.user.pk)
    users.update(active_organization=alice.organization)
    assert nobody.get(ROUTE).json()["activeOrganizationId"] is None
    assert users.get().active_organization is None
