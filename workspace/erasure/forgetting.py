"""How the workspace forgets."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q, QuerySet

from safeclose.commitments import PERSONAL
from safeclose.erasure import Person, forgets, knows, mentioning, strike
from workspace.clerk import payloads, users
from workspace.events.models import Event
from workspace.idempotency.models import IdempotentRequest
from workspace.identity.emails import folded
from workspace.identity.models import User
from workspace.models import Membership
from workspace.queue.models import JobFault


@knows
def accounts(person: Person) -> None:
    """Users of the back office and of Clerk."""
    for user in User.objects.filter(Q(email__iexact=person.email) | Q(pk__in=person.numbers("user"))):
        if folded(user.email) in (person.email, ""):
            person.learn("user", user.pk, user.email, user.name)
            person.learn("staff", user.pk)
            person.learn("clerk", user.clerk_user_id)


@forgets(
    "workspace.User.email", "workspace.User.name", "workspace.User.image_url", "workspace.User.username",
    "workspace.User.password",
)  # fmt: skip
def account(person: Person) -> int:
    """Nobody can sign in to it any more, and Clerk has nothing more to tell of it. Its Clerk id stays, to that end."""
    rows = User.objects.filter(pk__in=person.numbers("user"))
    for user in rows:
        if user.clerk_user_id:
            users.deleted(payloads.Deleted(id=user.clerk_user_id))
        user.refresh_from_db()
        user.email, user.email_verified, user.name, user.image_url = "", False, "", ""
        user.is_named_here = False
        user.username = f"erased-{user.pk}" if user.username else None
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()
    return len(rows)


@forgets("workspace.Membership.invited_email")
def invitations(person: Person) -> int:
    """Open ones are withdrawn; of those that were claimed, the address goes."""
    rows = Membership.objects.filter(invited_email__iexact=person.email)
    withdrawn, _ = rows.filter(user=None).delete()
    return withdrawn + rows.update(invited_email="")


@forgets("workspace.Event.actor", "workspace.Event.data")
def events(person: Person) -> int:
    """Who they were is taken out of what happened."""
    rows = events_about(person)
    changed = 0
    for event in rows.iterator():
        actor, data = dict(event.actor), dict(event.data)
        is_theirs = (str(actor.get("kind")), str(actor.get("id"))) in person.ids
        if is_theirs or person.is_named_in(actor.get("name")):
            actor.pop("name", None)
        about_them = is_theirs or ("signer", str(data.get("signerId"))) in person.ids
        for key in PERSONAL & data.keys():  # the table's trigger lets no other go
            if person.is_named_in(data[key]) or (about_them and key != "title"):
                del data[key]
        if (actor, data) != (event.actor, event.data):
            changed += Event.objects.filter(pk=event.pk).update(actor=actor, data=data)
    return changed


def events_about(person: Person) -> "QuerySet[Event]":
    """Those that the person acted in, is the subject of, or is named in."""
    rows: Any = Event.objects.all()
    acted = rows.filter(actor__id__in=[identifier for _, identifier in person.ids])
    about = rows.filter(subject_id__in=[identifier for _, identifier in person.ids])
    about_signer = [f'"signerId": "{identifier}"' for identifier in person.of("signer")]
    named = mentioning(rows, [person.email, *about_signer], "actor", "data")
    found: QuerySet[Event] = (acted | about | named).distinct()
    return found


@forgets("workspace.IdempotentRequest.body", "workspace.IdempotentRequest.request")
def answers(person: Person) -> int:
    """The answer is lost; the request stays carried out, so whoever repeats it does not do it twice."""
    rows = IdempotentRequest.objects
    named = mentioning(rows, {person.email, *person.texts}, "body", "request")
    found = list(named.union(rows.filter(user__in=person.numbers("user"))).values_list("pk", flat=True))
    lost = rows.filter(pk__in=found).exclude(body=None)
    changed: int = lost.update(body=None, status=None, is_carried_out=True)
    return changed + strike(person, rows.filter(pk__in=found), "request")


@forgets("procrastinate.ProcrastinateJob.args")
def job_arguments(person: Person) -> int:
    """Jobs hold ids; should one name somebody all the same, it goes, unless it runs."""
    wanted = [text for text in {person.email, *person.texts} if len(text) > 3]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND EXISTS "
            "(SELECT FROM unnest(%s::text[]) AS told(text) WHERE position(lower(told.text) IN lower(args::text)) > 0)",
            [wanted],
        )
        return cursor.rowcount


@forgets("workspace.JobFault.sentence")
def faults(person: Person) -> int:
    """Why a job failed may name whom it was about."""
    rows = mentioning(JobFault.objects.all(), {person.email, *person.texts}, "sentence")
    return strike(person, rows, "sentence")


@forgets("admin.LogEntry.object_repr", "admin.LogEntry.change_message")
def back_office_log(person: Person) -> int:
    """What staff did stays; whom it says it was done to goes."""
    rows = mentioning(LogEntry.objects.all(), {person.email, *person.texts}, "object_repr", "change_message")
    return strike(person, rows, "object_repr", "change_message")
