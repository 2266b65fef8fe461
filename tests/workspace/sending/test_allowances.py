"""What is counted, under which key, and for how long."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from safeclose import clock
from safeclose.records import erasure
from safeclose.records.transactions import action
from tests.racing import at_once
from tests.thorough import rounds
from workspace.models import SendingCount
from workspace.pruning import sending_counts
from workspace.sending import allowances
from workspace.sending.allowances import Kind


@action
def take(*taken: allowances.Allowance) -> str | None:
    used_up = allowances.take(*taken)
    return used_up.of if used_up else None


def to(address: str) -> allowances.Allowance:
    return allowances.to_recipient(Kind.OUTREACH, address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Example.com", "ann@example.COM "),
        ("zoe\u0308@example.com", "zo\u00eb@example.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("+1 613-555-0100", "+16135550100"),
    ],
)
def test_an_address_is_one_in_every_spelling(one: str, other: str) -> None:
    assert to(one) == to(other)


def test_other_addresses_kinds_and_senders_are_counted_separately() -> None:
    counted = [
        to("ann@example.com"), to("anna@example.com"), to("+16135550100"),
        allowances.to_recipient(Kind.INVITATIONS, "ann@example.com"),
        allowances.of_organization(Kind.OUTREACH, 1), allowances.of_account(Kind.OUTREACH, 1),
        allowances.of_organization(Kind.INVITATIONS, 1),
    ]  # fmt: skip
    assert len({one.key for one in counted}) == len(counted)


@pytest.mark.django_db
def test_nothing_is_counted_where_one_allowance_is_used_up(settings: Any) -> None:
    settings.OUTREACH_PER_RECIPIENT_PER_DAY = 1
    sender = allowances.of_organization(Kind.OUTREACH, 1)
    assert take(to("ann@example.com"), sender) is None
    for _ in range(3):
        assert take(to("ann@example.com"), sender) == "recipient"
    assert SendingCount.objects.get(key=sender.key).count == 1


@pytest.mark.django_db
def test_counts_are_pruned_after_their_days() -> None:
    today = clock.now()
    for days in range(5):
        SendingCount.objects.create(key="k", day=(today - timedelta(days=days)).date(), count=1)
    kept = set(SendingCount.objects.all()) - set(sending_counts(today))
    assert sorted((today.date() - one.day).days for one in kept) == [0, 1, 2]


@pytest.mark.django_db
def test_counts_of_an_erased_person_go(settings: Any) -> None:
    take(to("ann@example.com"), to("anna@example.com"), to("+16135550100"))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key" * 4
    person = erasure.known("Ann@example.com")
    person.learn("loan", 1, "+1 613 555 0100")
    erasure.forget(person)
    assert SendingCount.objects.count() == 1


def test_a_cap_holds_however_many_take_at_once(committed: None, settings: Any) -> None:
    """With two allowances given in different orders, so that an unordered count would be a deadlock."""
    settings.OUTREACH_PER_RECIPIENT_PER_DAY = settings.OUTREACH_PER_SENDER_PER_DAY = 3
    for turn in range(rounds(2, 6)):
        pair = [to(f"ann{turn}@example.com"), allowances.of_account(Kind.OUTREACH, turn)]
        assert [take(*pair), take(*pair)] == [None, None]
        taken = at_once([partial(take, *pair), partial(take, *reversed(pair))] * 2, held=[SendingCount])
        assert taken.count(None) == 1
        counts = SendingCount.objects.filter(key__in=[one.key for one in pair])
        assert list(counts.values_list("count", flat=True)) == [3, 3]


def test_the_last_message_of_a_day_is_taken_by_one_of_many_at_once(committed: None, settings: Any) -> None:
    settings.OUTREACH_PER_RECIPIENT_PER_DAY = 2
    assert take(to("ann@example.com")) is None
    taken = at_once([partial(take, to("ann@example.com"))] * 4, held=[SendingCount])
    assert taken.count(None) == 1


def test_counts_begin_anew_at_midnight_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert allowances.next_day() == datetime(2027, 1, 1, tzinfo=UTC)
