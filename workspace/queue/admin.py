"""Jobs in the back office."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django.models import ProcrastinateJob
from unfold.contrib.filters.admin import DropdownFilter

from safeclose.actors import Actor
from safeclose.backoffice import panels
from safeclose.backoffice.badges import States
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.figures import Figure, Line, at_most, displayed
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly
from safeclose.records.lifecycle import Kind
from workspace.identity.groups import OPERATE
from workspace.queue import actions, failures
from workspace.queue.models import JobFault

STATES = {
    "failing": ("dead, or tried again", failures.DEAD | failures.TRIED),
    "dead": ("dead: nobody tries any more", failures.DEAD),
    "retrying": ("failed, and tried again", failures.TRIED),
}


class How(DropdownFilter):
    """By how a job stands."""

    title = "how it stands"
    parameter_name = "how"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The states that people care for."""
        return [(name, words) for name, (words, _) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those jobs, or all of them."""
        state = STATES.get(self.value() or "")
        return queryset.filter(state[1]) if state else queryset


def _run_again(job: ProcrastinateJob, answers: Answers, by: Actor) -> str:
    actions.run_again(job_id=job.pk, by=by)
    return "The job is queued, and runs at once if a worker is free."


def _may_run(job: ProcrastinateJob) -> bool:
    return job.status == "failed" or (job.status == "todo" and job.attempts > 0)


KINDS = {
    "waits": Kind.DRAFT,
    "runs": Kind.ACTIVE,
    "tried again": Kind.ENDED,
    "dead": Kind.ENDED,
    "succeeded": Kind.DONE,
    "cancelled": Kind.ENDED,
    "aborted": Kind.ENDED,
    "aborting": Kind.ENDED,
}


def how_it_stands(job: ProcrastinateJob) -> str:
    if job.status == "todo":
        return "tried again" if job.attempts else "waits"
    return {"doing": "runs", "failed": "dead"}.get(job.status, job.status)


admin.site.unregister(ProcrastinateJob)  # the library's own page changes jobs past our actions, and counts them all


@admin.register(ProcrastinateJob)
class Jobs(ReadOnly):
    """What the service does after commit: succeeded jobs are gone, so these wait, run, or failed."""

    named = "Jobs"
    list_display = ("task_name", "about", "how", "attempts", "scheduled_at", "id")
    states: ClassVar = {"how": States(KINDS, of=how_it_stands)}
    list_filter = (How,)
    finds = {
        "a job's number": number(ProcrastinateJob),
        "its queue": exact(ProcrastinateJob, "queue_name"),
    }
    fields = ("id", "task_name", "about", "how", "reason", "attempts", "scheduled_at", "queue_name")
    readonly_fields = fields
    buttons = (
        Button(
            "run", "Run again", OPERATE, "Run this job again now? What it has done already, it does not do twice.",
            _run_again, offered=_may_run,
        ),
    )  # fmt: skip

    @admin.display(description="about")
    def about(self, job: ProcrastinateJob) -> str:
        """What it is about: ids only, never secrets."""
        return ", ".join(f"{name} {value}" for name, value in job.args.items()) or "–"

    @admin.display(description="why it failed last")
    def reason(self, job: ProcrastinateJob) -> str:
        """The last error, where one is known."""
        fault = JobFault.objects.filter(job_id=job.pk).first()
        return f"{fault.sentence} ({panels.moment(fault.at)})" if fault else "–"

    def says(self, job: ProcrastinateJob) -> Sequence[str]:
        """What is wrong with it."""
        told_trouble = failures.trouble(job, f"The job {job.task_name}")
        return (told_trouble,) if told_trouble else ()


def failing_jobs() -> Figure:
    """Dead jobs and those that are tried again; of the mails, apart."""
    rows = ProcrastinateJob.objects
    page = "/admin/procrastinate/procrastinatejob/?how="
    dead, tried = at_most(rows.filter(failures.DEAD)), at_most(rows.filter(failures.TRIED))
    mails = at_most(failures.failing().filter(queue_name="mail"))
    return Figure(
        "Failing jobs",
        [
            Line("dead", displayed(dead), f"{page}dead", is_bad=True),
            Line("tried again", displayed(tried), f"{page}retrying", is_bad=True),
            Line("of these, mails", displayed(mails), f"{page}failing", is_bad=True),
        ],
    )
