"""How a person is erased from the workspace's tables, the queue and the back office's log."""

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.records.erasure import Person, addressing, linked, of_address, strike
from workspace.clerk import payloads, users
from workspace.clerk.clerk_events import CLERK
from workspace.idempotency.models import IdempotentRequest
from workspace.identity.models import User
from workspace.organizations.models import Membership
from workspace.queue.models import JobFault
from workspace.staff.models import Authenticator, FailedSignIn


def accounts(person: Person) -> None:
    for user in of_address(person, User.objects.all(), "email"):
        person.learn("user", user.pk, user.email, user.name)
        person.learn("staff", user.pk)
        person.learn("clerk", user.clerk_user_id)


def account(person: Person) -> int:
    """Nobody can sign in to it any more, and Clerk has nothing more to tell of it. Its Clerk id stays, to that end."""
    rows = User.objects.filter(pk__in=person.numbers("user"))
    for user in rows:
        if user.clerk_user_id:
            users.deleted(payloads.Deleted(id=user.clerk_user_id), CLERK)
        user.refresh_from_db()
        user.email, user.email_verified, user.name, user.image_url = "", False, "", ""
        user.is_named_here = False
        user.username = f"erased-{user.pk}" if user.username else None
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()
    return len(rows)


def sign_in_of_staff(person: Person) -> int:
    """How they signed in to the back office."""
    theirs = Q(user__in=person.numbers("user"))
    factors, _ = Authenticator.objects.filter(theirs).delete()
    tries, _ = FailedSignIn.objects.filter(theirs).delete()
    return factors + tries


def invitations(person: Person) -> int:
    """Open ones are withdrawn; of those that were claimed, the address goes."""
    rows = of_address(person, Membership.objects.all(), "invited_email")
    withdrawn, _ = rows.filter(user=None).delete()
    return withdrawn + rows.update(invited_email="")


def answers(person: Person) -> int:
    """The answer is lost; the request stays carried out, so whoever repeats it does not do it twice."""
    rows = IdempotentRequest.objects
    near = linked(person, rows.all(), "body", "request")
    named = [row.pk for row in near.iterator() if person.is_named_in([row.body, row.request])]
    found = [*named, *rows.filter(user__in=person.numbers("user")).values_list("pk", flat=True)]
    lost = rows.filter(pk__in=found).exclude(body=None)
    changed: int = lost.update(body=None, status=None, is_carried_out=True)
    return changed + strike(person, rows.filter(pk__in=found), "request")


def job_arguments(person: Person) -> int:
    """Jobs hold ids; should one name somebody all the same, it goes, unless it runs."""
    named = addressing(person, ProcrastinateJob.objects.all(), "args").values_list("pk", flat=True)
    with connection.cursor() as cursor:  # the model is for reading
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND id = ANY(%s)", [list(named)])
        return cursor.rowcount


def faults(person: Person) -> int:
    """Why a job failed may name whom it was about."""
    rows = linked(person, JobFault.objects.all(), "sentence")
    return strike(person, rows, "sentence")


def back_office_log(person: Person) -> int:
    """What staff did stays; whom it says it was done to goes."""
    columns = ("object_repr", "change_message")
    about = Q(pk__in=linked(person, LogEntry.objects.all(), *columns).values("pk"))
    for kind, model in (("user", "user"), ("signer", "signer"), ("signer", "packagesigner"), ("envelope", "envelope"),
                        ("signing", "signing"), ("document", "document"), ("chattel_document", "chatteldocument"),
                        ("deal", "deal")):  # fmt: skip
        about |= Q(content_type__model=model, object_id__in=person.of(kind))
    return strike(person, LogEntry.objects.filter(about), *columns)
