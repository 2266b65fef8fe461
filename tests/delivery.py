"""The post room by hand: the jobs that events have queued for one handler, run as a worker would."""

from collections.abc import Callable

from procrastinate.contrib.django.models import ProcrastinateJob

from workspace.events.bus import event_handlers
from workspace.events.jobs import deliver
from workspace.events.models import Event


def delivered(handler: Callable[[Event], None]) -> int:
    """Run every job that waits for this handler, and leave it: they run at least once. How many there were."""
    (name,) = [name for name, one in event_handlers.all().items() if one.run == handler]
    jobs = [one.args for one in ProcrastinateJob.objects.filter(task_name="deliver_event").order_by("id")]
    mine = [arguments for arguments in jobs if arguments["handler_name"] == name]
    for arguments in mine:
        deliver(**arguments)
    return len(mine)
