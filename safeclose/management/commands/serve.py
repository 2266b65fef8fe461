"""Runs web server and worker together, for development and for one small machine."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from safeclose.child_processes.groups import Group
from safeclose.management.reporting import BadArgument, whole


class Command(BaseCommand):
    """In production they run separately: `granian --interface wsgi safeclose.wsgi:application`, `manage.py worker`."""

    help = "Run the web server and a worker; both end cleanly on SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=whole(1, 65535), default=8000, help="the port to listen on (8000)")
        parser.add_argument(
            "--workers",
            type=whole(1, 64),
            default=2 if settings.REDIS_URL else 1,
            help="web processes, and worker processes (2 with REDIS_URL, else 1: rate limits need shared counters)",
        )
        parser.add_argument(
            "--threads",
            type=whole(1, 256),
            default=settings.WEB_THREADS,
            help="requests at once in each (WEB_THREADS, 16 unless said)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] > 1 and not settings.REDIS_URL:
            raise BadArgument("Several web processes need REDIS_URL, so that they count rate limits together.")
        worker = [sys.executable, "manage.py", "worker", "--processes", str(options["workers"])]
        commands = {"web": _web(options), "worker": worker}
        # The embedded database runs as long as this process; the children get its URL.
        given = {"DATABASE_URL": settings.DATABASE_URL, "WEB_THREADS": str(options["threads"])}
        if settings.DEBUG and not os.environ.get("PUBLIC_URL"):
            given["PUBLIC_URL"] = f"http://localhost:{options['port']}"  # for the links in mails
        if options["workers"] > 1:
            given["PROMETHEUS_MULTIPROC_DIR"] = _emptied(settings.VAR / "metrics")
        Group(commands, {**os.environ, **given}).run()


def _emptied(folder: Path) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    return str(folder)


def _web(options: dict[str, Any]) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", options["host"], "--port", str(options["port"]),
        "--workers", str(options["workers"]), "--blocking-threads", str(options["threads"]),
        "--respawn-failed-workers", "--workers-kill-timeout", "20", "--no-ws", "--log-level", "warning",
        "safeclose.wsgi:application",
    ]  # fmt: skip
