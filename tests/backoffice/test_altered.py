"""A trail that somebody tampered with: its page opens all the same, and verification says so."""

import pytest

from signing.models import TrailEvent
from tests.backoffice.staff import fill, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("payload", [b"{}", b"[]", b"\xff", b'{"actor": 7}'])
def test_pages_of_an_event_that_cannot_be_read_open_and_say_altered(payload: bytes) -> None:
    client = signed_in("sue", "Support")
    fill(TrailEvent, 1)
    TrailEvent.objects.update(payload=payload)
    event = TrailEvent.objects.get()
    assert client.get(page_of(event)).status_code == 200
    page = client.get(page_of(event.trail))
    assert page.status_code == 200
    assert "(can&#x27;t be read)" in page.content.decode()
    verified = client.get(page_of(event.trail, "see/verification/"))
    assert verified.status_code == 200
    assert "The trail, as it is stored: Altered" in verified.content.decode()
