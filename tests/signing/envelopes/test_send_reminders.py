"""Reminders by hand."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.clocks import stopped
from tests.people import Caller
from tests.signing.envelopes.test_delivery import dispatched, work


def remind() -> object:
    printed = StringIO()
    call_command("send_reminders", "--json", stdout=printed)
    return json.loads(printed.getvalue())


def test_the_command_reminds_who_is_due_once_a_day(
    alice: Caller, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REMINDER_DAYS = [3, 7]
    clock = stopped(monkeypatch)
    dispatched(alice)
    work()
    assert len(mail.outbox) == 2
    assert remind() == {"queued": 0}
    clock.move(days=3)
    assert remind() == {"queued": 2}
    assert remind() == {"queued": 0}
    work()
    assert len(mail.outbox) == 4
    clock.move(days=4)
    assert remind() == {"queued": 2}


@pytest.mark.django_db
def test_the_command_reminds_nobody_where_reminders_are_off(settings: Any) -> None:
    settings.REMINDER_DAYS = []
    with pytest.raises(CommandError) as caught:
        remind()
    assert str(caught.value) == "REMINDER_DAYS is not set: nobody is reminded."
