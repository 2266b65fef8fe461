"""The processes that run queued jobs."""

import asyncio
import os
import sys
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from safeclose import job_faults, job_log
from safeclose.child_processes.groups import Group
from safeclose.config import checks
from safeclose.jobs import DEAD_AFTER_SECONDS, HEARTBEAT_SECONDS, SENDING_QUEUES, worker_app
from safeclose.management.reporting import whole

MAX_DEFAULT_PROCESSES = 4  # each needs memory and connections to PostgreSQL


class Command(BaseCommand):
    """Ends cleanly on SIGTERM and SIGINT: jobs under way are finished, up to a limit."""

    help = "Run queued jobs until stopped. Start as many as you like, on as many machines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--processes",
            type=whole(1, 64),
            default=min(os.cpu_count() or 1, MAX_DEFAULT_PROCESSES),
            help=f"processes, of which each keeps one core busy (one for each core, at most {MAX_DEFAULT_PROCESSES})",
        )
        parser.add_argument("--concurrency", type=whole(1, 100), default=4, help="jobs at once in each process (4)")
        parser.add_argument(
            "--metrics-port", type=whole(1, 65535), help="answer Prometheus on this port, for networks that you trust"
        )
        parser.add_argument(
            "--without-sending",
            action="store_true",
            help="leave jobs that send (mails, texts, campaigns, webhooks, Clerk) in the queue, for a restored copy",
        )
        parser.add_argument(
            "--until-empty", action="store_true", help="one process, which stops when no job is left to do now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checks.refuse_to_start()
        if options["processes"] > 1 and not options["until_empty"]:
            _run_several(options)
            return
        if options["metrics_port"]:
            start_http_server(options["metrics_port"])
        asyncio.run(
            _work(options["concurrency"], sends=not options["without_sending"], wait=not options["until_empty"])
        )


def _run_several(options: dict[str, Any]) -> None:
    command = [sys.executable, "manage.py", "worker", "--processes", "1", "--concurrency", str(options["concurrency"])]
    if options["without_sending"]:
        command.append("--without-sending")
    commands = {f"worker{number}": command for number in range(options["processes"])}
    # The embedded database runs as long as this process; the children get its URL.
    given = {"DATABASE_URL": settings.DATABASE_URL}
    with TemporaryDirectory() as folder:
        if options["metrics_port"]:
            given["PROMETHEUS_MULTIPROC_DIR"] = folder
            added_up = CollectorRegistry()
            MultiProcessCollector(added_up, path=folder)  # type: ignore[no-untyped-call]
            start_http_server(options["metrics_port"], registry=added_up)
        Group(commands, {**os.environ, **given}).run()


async def _work(concurrency: int, *, sends: bool, wait: bool) -> None:
    app = worker_app()
    queues = {task.queue for task in app.tasks.values()}
    async with app.open_async():
        await app.run_worker_async(
            queues=None if sends else sorted(queues - SENDING_QUEUES),  # type: ignore[arg-type]  # None: all
            concurrency=concurrency,
            wait=wait,
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER_SECONDS,
            shutdown_graceful_timeout=20.0,
            delete_jobs="successful",
            task_middleware=[job_log.log_job, job_faults.keep_reason],
        )
