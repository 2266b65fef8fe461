"""Signing in: so many tries, and nothing learned from them; and errors as pages of ours."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django_ratelimit import core

from tests.backoffice.staff import signed_in
from workspace.models import FailedSignIn, User

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def _one_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In which all tries fall, as they would where passwords take no time to hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


def tried(name: str, password: str = "wrong", address: str = "10.1.1.1") -> Any:
    client = Client(raise_request_exception=False)
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def words(answer: Any) -> str:
    """What a page says, without what differs from one request to the next."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'value="(ada|nobody|closed|customer)"', "", text)


def test_every_wrong_pair_of_login_and_password_has_the_same_answer() -> None:
    for name, fields in (
        ("ada", {"is_staff": True}),
        ("closed", {"is_staff": True, "is_active": False}),
        ("customer", {}),
    ):
        user = User(username=name, **fields)
        user.set_password("right")
        user.save()
    answers = [tried("ada"), tried("nobody"), tried("closed", "right"), tried("customer", "right")]
    assert {answer.status_code for answer in answers} == {200}
    assert len({words(answer) for answer in answers}) == 1
    assert tried("ada", "right").status_code == 302


def test_ten_tries_a_minute_are_allowed_from_one_address() -> None:
    found = [tried(f"name{number}").status_code for number in range(12)]
    assert found == [200] * 10 + [429] * 2
    assert tried("other", address="10.1.1.2").status_code == 200


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_five_tries_a_minute_are_allowed_for_one_name_from_any_address(name: str) -> None:
    user = User(username="ada", is_staff=True)
    user.set_password("right")
    user.save()
    found = [tried(name if number % 2 else name.upper(), address=f"10.2.0.{number}") for number in range(7)]
    assert [answer.status_code for answer in found] == [200] * 5 + [429] * 2
    assert 1 <= int(found[-1].headers["Retry-After"]) <= 60
    assert "Too many tries." in found[-1].content.decode()
    assert tried(name, "right", address="10.3.0.1").status_code == 429


SPELLINGS = ["ada", "ＡＤＡ", "ａda", "𝒶𝒹𝒶", " Ada ", "ADA", "ⓐda"]


def test_other_spellings_of_a_name_count_as_the_name() -> None:
    found = [tried(name, address=f"10.4.0.{number}").status_code for number, name in enumerate(SPELLINGS)]
    assert found == [200] * 5 + [429] * 2


def test_a_failed_sign_in_is_noted_and_shown_without_what_was_typed(caplog: Any) -> None:
    user = User(username="ada", is_staff=True, name="Ada Arden")
    user.set_password("right")
    user.save()
    tried("ａＤＡ", "s3cret-typed", "2001:db8::7")
    tried("my-password-by-mistake", "s3cret-typed", "10.1.1.9")
    tried("ada", "right")
    assert list(FailedSignIn.objects.order_by("pk").values_list("user", "network", "step")) == [
        (user.pk, "2001:db8::/64", "password"),
        (None, "10.1.1.9", "password"),
    ]
    staff = signed_in("sue", "Support")
    page = staff.get("/admin/workspace/failedsignin/?since=day").content.decode()
    for shown in ("Ada Arden", "2001:db8::/64", "a login that nobody has", "10.1.1.9"):
        assert shown in page
    assert "failed in the last 24 hours" in staff.get("/admin/").content.decode()
    assert "sign-in refused" in caplog.text
    for text in (page, caplog.text):
        assert not re.search("s3cret-typed|by-mistake", text)


def test_a_try_that_is_not_heard_is_not_noted() -> None:
    for number in range(7):
        tried("ada", address=f"10.6.0.{number}")
    assert FailedSignIn.objects.count() == 5


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("get", "/admin/nope/", 404, "There is no such page."),
        ("get", "/admin/signing/envelope/add/", 403, "You may not do this, or not see this."),
        ("get", "/admin/workspace/event/?q=boom", 500, "Something went wrong on our side."),
    ],
)
def test_an_error_is_a_plain_page_without_details(
    method: str, path: str, status: int, sentence: str, debug: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: object) -> None:
        raise RuntimeError("secret detail")

    client = signed_in("ada")
    settings.DEBUG = debug
    monkeypatch.setattr("safeclose.backoffice.searching.found", failing)
    answer = getattr(client, method)(path)
    text = answer.content.decode()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"<h1>{sentence}" in text
    assert not re.search("secret detail|Traceback|DEBUG|urlpatterns|Django", text)


@pytest.mark.parametrize("debug", [False, True])
def test_a_form_without_its_csrf_token_is_refused_by_a_plain_page(debug: bool, settings: Any) -> None:
    settings.DEBUG = debug
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"username": "ada", "password": "x"})
    assert answer.status_code == 403
    assert "<h1>This page was open for too long" in answer.content.decode()


def test_back_office_pages_are_not_cached_and_load_nothing_from_other_hosts() -> None:
    answer = signed_in("ada").get("/admin/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"https?:|\*", policy)
