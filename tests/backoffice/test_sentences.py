"""What pages of the back office say in sentences."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from signing.models import Trail
from tests.backoffice.staff import page_of, signed_in
from tests.people import Caller
from tests.prepared import sent
from tests.workspace.webhooks.asking import made
from workspace.webhooks.models import Webhook

SINCE = datetime(2026, 4, 27, 9, tzinfo=UTC)
DISABLED = datetime(2026, 5, 2, 9, tzinfo=UTC)
SWITCHED_OFF = "Switched off by the service on 2 May 2026, 09:00:00 UTC: Nothing could be delivered for 5 days."


@pytest.mark.parametrize(
    ("columns", "sentences"),
    [
        ({}, []),
        ({"failing_since": SINCE}, ["Nothing could be delivered since 27 Apr 2026, 09:00:00 UTC."]),
        (
            {
                "active": False,
                "failing_since": SINCE,
                "disabled_at": DISABLED,
                "disabled_reason": "Nothing could be delivered for 5 days.",
            },
            [SWITCHED_OFF],
        ),
    ],
    ids=["well", "failing", "switched off"],
)
def test_the_page_of_a_webhook_says_since_when_it_fails(
    alice: Caller, columns: dict[str, Any], sentences: list[str]
) -> None:
    made(alice, url="https://hooks.example.com/")
    Webhook.objects.update(**columns)
    page = signed_in("sue").get(page_of(Webhook.objects.get())).content.decode()
    (above,) = re.findall(r'<div class="office-says" role="note">(.*?)</div>', page) or [""]
    assert re.findall(r"<p>(.*?)</p>", above) == sentences


@pytest.mark.parametrize("is_completed", [False, True])
def test_the_verification_of_a_trail_says_that_it_is_not_completed(alice: Caller, is_completed: bool) -> None:
    envelope = sent(alice)
    if is_completed:
        envelope.sign()
    page = signed_in("sue").get(page_of(Trail.objects.get(), "see/verification/")).content.decode()
    assert "The trail, as it is stored: Genuine" in page
    assert ("It is not completed, so there is no sealed file to verify yet." in page) is not is_completed
