"""The second factor of the back office: asked of everybody, set up at the first sign-in, and each code taken once."""

import base64
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django_ratelimit import core

from safeclose import clock
from safeclose.secrets import encryption
from tests.backoffice.staff import TABLES, list_of, page_of, signed_in
from tests.clocks import stopped
from workspace.models import Authenticator, Event, FailedSignIn, User
from workspace.staff import actions
from workspace.staff.models import MAX_WRONG_CODES
from workspace.staff.sessions import SECOND_FACTOR

pytestmark = pytest.mark.django_db
LOGIN, FACTOR = "/admin/login/", "/admin/second-factor/"


@pytest.fixture(autouse=True)
def _in_one_instant(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no code runs out while a test is under way."""
    stopped(monkeypatch)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


def colleague(login: str = "ada") -> User:
    user = User(username=login, name=login.title(), is_staff=True, is_superuser=True)
    user.set_password("right")
    user.save()
    return user


def with_password(login: str = "ada", address: str = "10.1.1.1") -> Client:
    client = Client(raise_request_exception=False, REMOTE_ADDR=address)
    assert client.post(LOGIN, {"username": login, "password": "right"}).status_code == 302
    return client


def code(secret: str, *, steps: int = 0) -> str:
    """What an app shows, so many times 30 seconds from now; by the library itself."""
    at = clock.now().timestamp() + 30 * steps
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at)).decode()


def secret_shown(page: Any) -> str:
    found = re.search(r'<code class="office-code">([A-Z2-7 ]+)</code>', page.content.decode())
    assert found
    return found[1].replace(" ", "")


def set_up(client: Client) -> tuple[str, list[str]]:
    """The secret of a new app and the recovery codes."""
    secret = secret_shown(client.get(FACTOR))
    page = client.post(FACTOR, {"code": code(secret, steps=-1)})
    assert page.status_code == 200
    return secret, re.findall(r'<code class="office-code">([a-z2-7-]{19})</code>', page.content.decode())


def may_enter(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_password_alone_opens_no_page_of_the_back_office() -> None:
    colleague()
    client = with_password()
    for model in TABLES:
        assert client.get(list_of(model)).headers["Location"] == f"{LOGIN}?next={list_of(model)}"
    for path in ("/admin/", "/admin/password_change/", "/admin/search/?s=a", "/admin/autocomplete/", "/admin/jsi18n/"):
        assert client.get(path).status_code == 302, path
    asked = client.get("/admin/", follow=True)
    assert asked.redirect_chain[-1] == (f"{FACTOR}?next=%2Fadmin%2F", 302)
    assert "Set up a second factor" in asked.content.decode()


def test_a_password_is_enough_in_development(settings: Any) -> None:
    colleague()
    settings.DEBUG = True
    assert may_enter(with_password())


def test_an_app_is_set_up_at_the_first_sign_in_and_asked_at_the_next() -> None:
    user = colleague()
    client = with_password()
    secret, codes = set_up(client)
    assert (len(codes), len(set(codes))) == (10, 10)
    assert may_enter(client)
    row = Authenticator.objects.get()
    assert secret not in row.secret
    assert encryption.decrypted(row.secret, purpose=actions.PURPOSE) == secret
    assert not {one.replace("-", "") for one in codes} & set(row.recovery_code_hashes)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in row.recovery_code_hashes)
    assert Event.objects.get(type="user.second_factor_added").subject_id == str(user.pk)
    assert LogEntry.objects.get().change_message == "Second factor added."

    again = with_password()
    page = again.get(f"{FACTOR}?next=/admin/workspace/user/")
    assert secret not in page.content.decode()
    assert "Give a code of your app" in page.content.decode()
    entered = again.post(f"{FACTOR}?next=/admin/workspace/user/", {"code": f" {code(secret)[:3]} {code(secret)[3:]} "})
    assert entered.headers["Location"] == "/admin/workspace/user/"
    assert may_enter(again)


def test_the_secret_and_the_codes_are_shown_once() -> None:
    colleague()
    client = with_password()
    secret, codes = set_up(client)
    pages = [client.get(address) for address in (FACTOR, page_of(Authenticator.objects.get()), "/admin/")]
    for page in pages:
        assert not [one for one in (secret, *codes) if one in page.content.decode()]


def test_a_new_app_must_show_a_right_code() -> None:
    colleague()
    client = with_password()
    secret = secret_shown(client.get(FACTOR))
    for wrong in ("000000", "", "x" * 100, code(secret, steps=-5), code(secret, steps=5)):
        page = client.post(FACTOR, {"code": wrong})
        assert page.status_code in (400, 429)
    assert not Authenticator.objects.exists()
    assert not may_enter(client)
    assert secret_shown(client.get(FACTOR)) == secret, "or the app would have to scan again"


def test_a_code_is_taken_once_also_in_another_session() -> None:
    colleague()
    secret, _ = set_up(with_password())
    now = code(secret)
    first, second = with_password(), with_password()
    assert first.post(FACTOR, {"code": now}).status_code == 302
    assert second.post(FACTOR, {"code": now}).status_code == 200
    assert second.post(FACTOR, {"code": code(secret, steps=-1)}).status_code == 200, "older than one that was taken"
    assert (may_enter(first), may_enter(second)) == (True, False)


def test_a_recovery_code_is_taken_once_in_whatever_case() -> None:
    colleague()
    _, codes = set_up(with_password())
    client = with_password()
    assert client.post(FACTOR, {"code": codes[3].upper().replace("-", " ")}).status_code == 302
    assert may_enter(client)
    other = with_password()
    assert other.post(FACTOR, {"code": codes[3]}).status_code == 200
    assert not may_enter(other)
    assert len(Authenticator.objects.get().recovery_code_hashes) == 9


def test_codes_of_another_colleague_are_wrong() -> None:
    colleague("ada")
    colleague("otto")
    secret, codes = set_up(with_password("ada"))
    set_up(with_password("otto"))
    client = with_password("otto")
    for wrong in (code(secret), codes[0]):
        assert client.post(FACTOR, {"code": wrong}).status_code == 200
    assert not may_enter(client)


def test_five_codes_a_minute_are_heard_from_any_network() -> None:
    colleague()
    secret, _ = set_up(with_password())
    client = with_password()
    answers = [client.post(FACTOR, {"code": "000000"}, REMOTE_ADDR=f"10.5.0.{number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert client.post(FACTOR, {"code": code(secret)}).status_code == 429


def test_after_twenty_wrong_codes_in_a_row_no_code_is_taken() -> None:
    user = colleague()
    secret, codes = set_up(with_password())
    Authenticator.objects.update(wrong_codes=MAX_WRONG_CODES - 1)
    client = with_password()
    assert client.post(FACTOR, {"code": "000000"}).status_code == 200
    for right in (code(secret), codes[0]):
        page = client.post(FACTOR, {"code": right})
        assert page.status_code == 409
        assert "Too many wrong codes" in page.content.decode()
    assert not may_enter(client)
    boss = signed_in("boss")
    assert "Locked: 20 wrong codes" in boss.get(page_of(Authenticator.objects.get(user=user))).content.decode()


def test_a_right_code_sets_the_count_of_wrong_ones_back() -> None:
    colleague()
    secret, _ = set_up(with_password())
    client = with_password()
    client.post(FACTOR, {"code": "000000"})
    assert Authenticator.objects.get().wrong_codes == 1
    client.post(FACTOR, {"code": code(secret)})
    assert Authenticator.objects.get().wrong_codes == 0


def test_a_session_with_an_old_password_sets_up_no_app() -> None:
    colleague()
    client = with_password()
    User.objects.update(last_login=clock.now() - timedelta(minutes=16))
    assert client.get(FACTOR).headers["Location"] == LOGIN
    assert client.get("/admin/").headers["Location"] == f"{LOGIN}?next=/admin/"
    assert "password" in client.get(LOGIN).content.decode()


def test_the_mark_of_a_session_counts_for_its_own_person_and_factor_only() -> None:
    colleague("ada")
    colleague("otto")
    set_up(with_password("ada"))
    set_up(with_password("otto"))
    client = with_password("otto")
    session = client.session
    session[SECOND_FACTOR] = Authenticator.objects.get(user__username="ada").id
    session.save()
    assert not may_enter(client)


def test_the_session_gets_another_key_with_the_second_factor_and_loses_the_mark_with_another_password() -> None:
    colleague()
    client = with_password()
    before = client.session.session_key
    set_up(client)
    assert client.session.session_key != before
    client.post(LOGIN, {"username": "ada", "password": "right"})
    assert not may_enter(client)


def test_a_new_password_ends_other_sessions() -> None:
    colleague()
    _, codes = set_up(one := with_password())
    other = with_password()
    other.post(FACTOR, {"code": codes[0]})
    assert may_enter(other)
    new = {"old_password": "right", "new_password1": "other-words-9", "new_password2": "other-words-9"}
    assert one.post("/admin/password_change/", new).status_code == 302
    assert (may_enter(one), may_enter(other)) == (True, False)


def test_the_command_removes_the_second_factor_and_ends_the_sessions(capsys: Any) -> None:
    user = colleague()
    colleague("otto")
    secret, _ = set_up(client := with_password())
    set_up(bystander := with_password("otto"))
    with_password_only = with_password()
    call_command("unlock_admin", "ada")
    assert capsys.readouterr().out.startswith(
        "The second factor was removed of Ada (ada), and all sessions were ended."
    )
    assert not Authenticator.objects.filter(user=user).exists()
    for old in (client, with_password_only):
        assert old.get(FACTOR).headers["Location"] == LOGIN, "else whoever holds this session could set up an app"
    assert may_enter(bystander)
    event = Event.objects.get(type="user.second_factor_removed")
    assert (event.subject_id, event.actor["kind"]) == (str(user.pk), "system")
    line = LogEntry.objects.latest("pk")
    assert (line.object_id, line.change_message) == (str(user.pk), "Second factor removed by manage.py unlock_admin.")
    again = with_password()
    assert set_up(again)[0] != secret
    assert may_enter(again)


def test_the_command_says_what_it_did_not_find(capsys: Any) -> None:
    colleague()
    call_command("unlock_admin", "ada")
    assert capsys.readouterr().out.startswith("There was no second factor of Ada")
    with pytest.raises(CommandError, match=r"^No account has the login nobody\.$"):
        call_command("unlock_admin", "nobody")


def test_a_superuser_removes_the_second_factor_of_a_colleague() -> None:
    user = colleague()
    set_up(client := with_password())
    boss = signed_in("boss")
    answer = boss.post(page_of(Authenticator.objects.get(user=user), "do/remove/"))
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/admin/").status_code == 302
    assert Event.objects.get(type="user.second_factor_removed").actor["kind"] == "staff"


def test_it_leads_to_no_other_site() -> None:
    colleague()
    secret, _ = set_up(with_password())
    client = with_password()
    entered = client.post(f"{FACTOR}?next=https://evil.example/", {"code": code(secret)})
    assert entered.headers["Location"] == "/admin/"


def test_who_gave_no_password_is_asked_for_it() -> None:
    for method in ("get", "post"):
        assert getattr(Client(), method)(FACTOR).headers["Location"] == LOGIN
    customer = signed_in("customer", "Support", is_staff=False)
    assert customer.get(FACTOR).headers["Location"] == LOGIN


def test_one_may_leave_and_sign_in_as_somebody_else() -> None:
    colleague()
    client = with_password()
    assert client.post(FACTOR, {"leave": "1"}).headers["Location"] == LOGIN
    assert client.get(FACTOR).headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_is_noted_without_the_code(caplog: Any) -> None:
    user = colleague()
    set_up(with_password())
    with_password(address="2001:db8::7").post(FACTOR, {"code": "135790"})
    row = FailedSignIn.objects.get()
    assert (row.user, row.network, row.step) == (user, "2001:db8::/64", "code")
    assert "135790" not in "".join(map(str, FailedSignIn.objects.values_list()))
    assert "second factor refused" in caplog.text
    assert "135790" not in caplog.text


def test_a_second_factor_that_cannot_be_read_is_refused_with_a_sentence(settings: Any) -> None:
    colleague()
    secret, codes = set_up(with_password())
    settings.SECRET_KEY = "another-" + "y" * 50
    client = with_password()
    page = client.post(FACTOR, {"code": code(secret)})
    assert page.status_code == 409
    assert "read any more" in page.content.decode()
    assert client.post(FACTOR, {"code": codes[0]}).status_code == 302


def test_a_sign_in_encrypts_the_secret_under_the_present_key(settings: Any) -> None:
    colleague()
    secret, _ = set_up(with_password())
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" + "y" * 50, [old]
    assert with_password().post(FACTOR, {"code": code(secret)}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    assert encryption.decrypted(Authenticator.objects.get().secret, purpose=actions.PURPOSE) == secret
