"""Keeps the lease of the only web process for as long as it runs."""

import os
import signal
import time
from threading import Thread
from uuid import UUID, uuid4

import psycopg
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from psycopg_pool import PoolTimeout

from safeclose.config.single_process import SENTENCE
from workspace.web_process import actions

log = structlog.get_logger("safeclose.web_process")

BEAT_SECONDS = actions.LEASE_SECONDS / 3


def take(data_directory: UUID) -> None:
    """Raises ImproperlyConfigured while another web process holds the lease.

    Where the database does not answer, the process starts and asks again: until then it can serve little.
    """
    process = uuid4()
    held = _hold(process, data_directory, starts=True)
    if held is False:
        raise ImproperlyConfigured(SENTENCE)
    Thread(target=_keep, args=(process, data_directory, held is True), name="web process", daemon=True).start()


def _keep(process: UUID, data_directory: UUID, has_held: bool) -> None:
    """Renews the lease, and ends this process when another one has it."""
    while True:
        time.sleep(BEAT_SECONDS)
        held = _hold(process, data_directory, starts=not has_held)
        if held is False:
            break
        has_held = has_held or held is True
    log.error("another_web_process_runs", reason=SENTENCE)
    os.kill(os.getpid(), signal.SIGTERM)


def _hold(process: UUID, data_directory: UUID, *, starts: bool) -> bool | None:
    """None where the database does not answer."""
    try:
        return actions.hold(process=process, data_directory=data_directory, starts=starts)
    except (Error, psycopg.Error, PoolTimeout) as error:
        log.warning("lease_not_renewed", reason=type(error).__name__)
        return None
    finally:
        connection.close()
