"""The process that runs queued jobs."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from prometheus_client import start_http_server

from safeclose import job_faults, job_log
from safeclose.config import checks
from safeclose.jobs import DEAD_AFTER_SECONDS, HEARTBEAT_SECONDS, SENDING_QUEUES, worker_app
from safeclose.management.reporting import whole


class Command(BaseCommand):
    """Ends cleanly on SIGTERM and SIGINT: jobs under way are finished, up to a limit."""

    help = "Run queued jobs until stopped. Start as many as you like, on as many machines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=whole(1, 100), default=4, help="jobs at once (4)")
        parser.add_argument(
            "--metrics-port", type=whole(1, 65535), help="answer Prometheus on this port, for networks that you trust"
        )
        parser.add_argument(
            "--without-sending",
            action="store_true",
            help="leave jobs that send (mails, texts, campaigns, webhooks, Clerk) in the queue, for a restored copy",
        )
        parser.add_argument("--until-empty", action="store_true", help="stop when no job is left to do now")

    def handle(self, *args: Any, **options: Any) -> None:
        checks.refuse_to_start()
        if options["metrics_port"]:
            start_http_server(options["metrics_port"])
        asyncio.run(
            _work(options["concurrency"], sends=not options["without_sending"], wait=not options["until_empty"])
        )


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
