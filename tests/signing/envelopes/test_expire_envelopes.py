"""Expiry by hand."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from signing.envelopes.models import Envelope
from signing.management.commands import expire_envelopes
from tests.clocks import stopped
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes import agreement


def expire() -> object:
    printed = StringIO()
    call_command("expire_envelopes", "--json", stdout=printed)
    return json.loads(printed.getvalue())


def test_the_command_expires_those_whose_time_is_up(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    monkeypatch.setattr(expire_envelopes, "BATCH", 1)
    up = [sent(alice, expiresInDays=1).id for _ in range(2)]
    not_yet = sent(alice, expiresInDays=3).id
    assert expire() == {"expired": 0}
    clock.move(days=2)
    assert expire() == {"expired": 2}
    assert expire() == {"expired": 0}
    assert {Envelope.objects.get(id=one).status for one in up} == {"expired"}
    assert agreement.check(not_yet).status == "sent"
    for one in up:
        agreement.check(one)


def test_the_command_says_how_many_expired(db: None) -> None:
    printed = StringIO()
    call_command("expire_envelopes", stdout=printed)
    assert printed.getvalue() == "0 envelopes expired.\n"
