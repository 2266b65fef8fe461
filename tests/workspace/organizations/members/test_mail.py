"""The letter to who is invited, and the job that sends it."""

from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.messages.composing import mail_of
from safeclose.messages.delivery import NotNow
from tests.matching import A_TIME
from tests.people import Caller
from tests.safeclose.gateways.postmark import Postmark
from tests.smtp_server import REFUSED, SMTPServer
from tests.workspace.asking import of
from tests.workspace.organizations.members.letters import invited, known, places
from tests.workspace.sending.outcomes.reports import postmark_bounce, report
from workspace.models import Event, Membership, Organization
from workspace.organizations.jobs import mail_invitation
from workspace.organizations.members.letters import invitation

LETTER = """Hello,

You are invited to join Acme <Financial> & Sons on Safeclose (Member).

To accept, sign in with this e-mail address, new@example.com.

Sign in:
https://safeclose.example.test

If you did not expect this, do nothing: without your sign-in, nothing happens.

----------

Bonjour,

Vous avez reçu une invitation à rejoindre Acme <Financial> & Sons sur Safeclose (Member).

Pour accepter, connectez-vous avec cette adresse courriel, new@example.com.

Se connecter :
https://safeclose.example.test

Si vous n’attendiez pas ce message, ne faites rien : sans votre connexion, rien ne se passe.
"""


def queued() -> list[tuple[str, str, dict[str, int]]]:
    """Name, queue and arguments of every job."""
    jobs = ProcrastinateJob.objects.order_by("id")
    return [(job.task_name, job.queue_name, job.args) for job in jobs if job.task_name == "mail_invitation"]


def test_the_letter_names_the_organization_and_the_link(alice: Caller, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Safeclose <post@example.com>"
    Organization.objects.filter(pk=alice.organization.pk).update(name="Acme <Financial> & Sons")
    waiting = invited(alice)
    mail_invitation(membership_id=waiting.pk)
    [letter] = mail.outbox
    assert (letter.from_email, letter.to, letter.cc, letter.bcc) == (
        "Safeclose <post@example.com>", ["new@example.com"], [], [],
    )  # fmt: skip
    assert (letter.subject, letter.body) == ("Invitation: Acme <Financial> & Sons", LETTER)
    assert letter.message()["Message-ID"] == f"<invitation-{waiting.pk}@safeclose.example.test>"


def test_the_letter_is_queued_with_the_invitation(alice: Caller) -> None:
    waiting = invited(alice)
    assert queued() == [("mail_invitation", "mail", {"membership_id": waiting.pk})]
    assert mail.outbox == []


def test_a_refused_invitation_is_not_mailed(alice: Caller) -> None:
    alice.post(of(alice.organization, path="/members"), {"email": "new@example.com", "roleSlug": "nonsense"})
    assert queued() == []


def test_the_letter_is_sent_once_and_its_time_is_shown(alice: Caller) -> None:
    waiting = invited(alice)
    for _ in range(3):
        mail_invitation(membership_id=waiting.pk)
    assert len(mail.outbox) == 1
    assert alice.get(of(alice.organization)).json()["members"][-1]["invitationSentAt"] == A_TIME


def test_a_letter_that_failed_is_not_noted_as_sent(alice: Caller, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # where no one listens
    waiting = invited(alice)
    with pytest.raises(NotNow, match="ConnectionRefusedError"):
        mail_invitation(membership_id=waiting.pk)
    assert Membership.objects.get(pk=waiting.pk).invitation_sent_at is None


def test_no_letter_goes_to_a_claimed_or_withdrawn_invitation(alice: Caller) -> None:
    claimed, withdrawn = invited(alice), invited(alice, "other@example.com")
    assert places(known()) == ["acme"]
    alice.delete(of(alice.organization, path=f"/members/{withdrawn.pk}"))
    for waiting in (claimed, withdrawn):
        mail_invitation(membership_id=waiting.pk)
    assert mail.outbox == []


def test_a_name_from_elsewhere_adds_no_header(alice: Caller) -> None:
    Organization.objects.filter(pk=alice.organization.pk).update(name="Acme\r\nBcc: everyone")
    letter = mail_of(invitation(invited(alice)))
    assert letter.subject == "Invitation: Acme Bcc: everyone"
    assert letter.message()["Bcc"] is None
    assert letter.recipients() == ["new@example.com"]


def test_a_refused_address_is_recorded_and_told_once(alice: Caller, smtp: SMTPServer) -> None:
    waiting = invited(alice)
    smtp.replies["new@example.com"] = REFUSED
    for _ in range(2):
        mail_invitation(membership_id=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.undelivered_at is not None
    assert waiting.invitation_sent_at is None
    event = Event.objects.get(type="member.undelivered")
    reason = "The mail server refuses the address (550)."
    assert event.data == {"userId": None, "roleSlug": "member", "reason": reason}
    assert (event.subject_id, event.organization_id) == (str(waiting.pk), alice.organization.pk)
    assert alice.delete(of(alice.organization, path=f"/members/{waiting.pk}")).status_code == 204


def test_an_invitation_arrives_on_a_domain_in_another_script(alice: Caller, smtp: SMTPServer) -> None:
    mail_invitation(membership_id=invited(alice, "new@b\u00fccher.example").pk)
    (received,) = smtp.received
    assert received.recipients == ["new@xn--bcher-kva.example"]


@pytest.mark.parametrize("email", ["new@localhost", "new@[127.0.0.1]"])
def test_an_invitation_takes_no_address_that_nobody_can_have(alice: Caller, email: str) -> None:
    answer = alice.post(of(alice.organization, path="/members"), {"email": email, "roleSlug": "member"})
    assert answer.status_code == 400


def test_an_invitation_that_came_back_is_shown_and_told_once(alice: Caller, settings: Any) -> None:
    with Postmark() as postmark:
        postmark.configure(settings)
        waiting = invited(alice)
        mail_invitation(membership_id=waiting.pk)
        shown = alice.get(of(alice.organization)).json()["members"][-1]
        assert (shown["invitationSentAt"], "undeliveredAt" in shown) == (A_TIME, False)
        for _ in range(2):
            assert report(postmark_bounce(postmark.ids[0])).status_code == 200
    event = Event.objects.get(type="member.undelivered")
    reason = "The mail came back: the address does not take it (550 5.1.1)."
    assert event.data == {"userId": None, "roleSlug": "member", "reason": reason}
    shown = alice.get(of(alice.organization)).json()["members"][-1]
    assert (shown["invitationSentAt"], shown["undeliveredAt"]) == (None, A_TIME)


def test_an_invitation_that_came_back_after_it_was_claimed_or_withdrawn_does_not_matter(
    alice: Caller, settings: Any
) -> None:
    with Postmark() as postmark:
        postmark.configure(settings)
        for address in ("new@example.com", "other@example.com"):
            mail_invitation(membership_id=invited(alice, address).pk)
        assert places(known()) == ["acme"]
        withdrawn = Membership.objects.get(invited_email="other@example.com")
        alice.delete(of(alice.organization, path=f"/members/{withdrawn.pk}"))
        for number in postmark.ids:
            assert report(postmark_bounce(number)).status_code == 200
    assert not Event.objects.filter(type="member.undelivered").exists()
