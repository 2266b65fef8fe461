"""Opt-outs of before hold for the address now."""

from importlib import import_module
from typing import Any

from django.apps import apps

from documents.chattel.outreach.opt_outs.keys import keys_of
from documents.models import OptOut
from tests.documents.chattel.asking import BASE, BEHIND, made, started
from tests.people import Caller


def test_opt_outs_of_before_are_copied_by_address(alice: Caller, document: dict[str, Any]) -> None:
    body = {"campaignId": started(alice, document)["id"], "channel": "sms"}
    assert alice.post(f"{BASE}/{document['id']}/rcm/opt-out", body).status_code == 200
    without = made(alice, loan={**BEHIND, "borrower": {"name": "Robin"}})
    body = {"campaignId": started(alice, without)["id"], "channel": "all"}
    assert alice.post(f"{BASE}/{without['id']}/rcm/opt-out", body).status_code == 200
    OptOut.objects.all().delete()
    migration = import_module("documents.migrations.0010_opt_outs_hold_everywhere")
    for _ in range(2):
        migration.copy_opt_outs(apps, None)
    assert list(OptOut.objects.values_list("key", flat=True)) == keys_of("sms", "+16135550100")
