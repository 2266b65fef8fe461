"""A colleague who is erased: neither their app nor their failed sign-ins stay."""

import pytest

from safeclose.records import erasure
from tests.backoffice.staff import signed_in
from workspace.models import Authenticator, FailedSignIn, User

pytestmark = pytest.mark.django_db


def test_second_factor_and_failed_sign_ins_of_an_erased_person_are_lost_and_no_others() -> None:
    for login in ("zelda", "ada"):
        signed_in(login, email=f"{login}@example.com")
        FailedSignIn.objects.create(user=User.objects.get(username=login), network="10.1.1.1", step="password")
    FailedSignIn.objects.create(network="10.1.1.1", step="password")
    changed = erasure.forgetters.all()["sign-in of staff"].forget(erasure.known("zelda@example.com"))
    assert changed == 2
    assert Authenticator.objects.get().user.username == "ada"
    assert set(FailedSignIn.objects.values_list("user__username", flat=True)) == {"ada", None}
