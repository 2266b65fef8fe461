"""Webhooks of the tests, and the work of a worker by hand."""

from typing import Any

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.records.transactions import action
from tests.people import Caller
from workspace.events import bus
from workspace.events.catalogue import Subject
from workspace.events.models import Event
from workspace.models import Delivery, Organization, Webhook
from workspace.webhooks import jobs

BASE = "/api/webhooks"
URL = "https://hooks.example.com/safeclose?token=x"
NOT_FOUND = (404, {"error": "not_found", "message": "Not found."})
LACKS = (403, {"error": "forbidden", "message": "Your role lacks the permission orgSettings."})
UNAUTHORIZED = (401, {"error": "Unauthorized"})
UNKNOWN_IDS = ["x", "7", "whk_x", "whk_01h455vb4pex5vsknk084sn02q", "dlv_01h455vb4pex5vsknk084sn02q"]


def made(caller: Caller, *events: str, url: str = URL, **more: Any) -> dict[str, Any]:
    """A webhook, as the answer to its creation has it."""
    answer = caller.post(BASE, {"url": url, "events": list(events) or ["*"], **more})
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


@action
def publish(*, organization: Organization | None, type: str = "envelope.sent", by: Any = SYSTEM, **data: Any) -> Event:
    """Something happened."""
    return bus.publish(
        type,
        about=Subject("envelope", "env_1", organization and organization.pk),
        by=by,
        data=data or {"documentId": "doc_1", "signers": 2},
    )


def happened(caller: Caller, **more: Any) -> Delivery:
    """Something happened in the caller's organization; what goes to its only webhook."""
    event = publish(organization=caller.organization, **more)
    delivery: Delivery = Delivery.objects.get(event=event)
    return delivery


def due() -> list[dict[str, Any]]:
    """The arguments of the jobs that would send now, oldest first."""
    rows = ProcrastinateJob.objects.filter(task_name="deliver_webhook", status="todo").order_by("id")
    return [job.args for job in rows if job.scheduled_at is None or job.scheduled_at <= clock.now()]


def run(task: str = "deliver_webhook") -> int:
    """Do what is queued and due, until nothing is; how many jobs that were."""
    number = 0
    while True:
        rows = ProcrastinateJob.objects.filter(task_name=task, status="todo").order_by("id")
        job = next((row for row in rows if row.scheduled_at is None or row.scheduled_at <= clock.now()), None)
        if job is None:
            return number
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
        getattr(jobs, task)(**job.args)
        number += 1


def of(caller: Caller) -> list[Webhook]:
    """All webhooks of the caller's organization, as rows."""
    return list(Webhook.objects.filter(organization=caller.organization).order_by("id"))


def told(type: str) -> list[Any]:
    """The data of all events of a type, oldest first."""
    return [event.data for event in Event.objects.filter(type=type).order_by("id")]
