"""The jobs of due touches, run by hand as a worker would, and what they leave in the log."""

from typing import Any

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from documents.chattel.outreach.touches import jobs
from tests.documents.chattel.asking import BASE, log
from tests.people import Caller

PHONE = "+16135550100"


def run() -> None:
    """Everything that is queued and due now, until nothing is."""
    while True:
        due = ProcrastinateJob.objects.filter(task_name__in=["touch_borrower", "send_touch"]).order_by("id")
        now = jobs.clock.now()
        rows = [job for job in due if job.scheduled_at is None or job.scheduled_at <= now]
        if not rows:
            return
        take_out(rows[0].pk)
        getattr(jobs, rows[0].task_name)(**rows[0].args)


def take_out(job_id: int) -> None:
    """Take a job out of the queue, as a worker does that has done it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])


def actions_of(caller: Caller, document: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(entry["action"], entry["channel"]) for entry in log(caller, document)][1:]


def campaign_of(caller: Caller, document: dict[str, Any]) -> dict[str, Any]:
    campaign: dict[str, Any] = caller.get(f"{BASE}/{document['id']}/rcm").json()["campaigns"][0]
    return campaign
