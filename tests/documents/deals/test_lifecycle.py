"""Whatever people do and whatever is signed, in any order: a deal never goes back, and its moves are one chain."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from documents.deals.jobs import advance_deal, spawn_checklist
from documents.deals.lifecycle import DEAL, OPEN, STAGES, moved_to
from tests.clocks import Clock, stopped
from tests.documents.deals import asking
from tests.documents.deals.asking import LEASE, NOW, PURCHASE, canonical, made, shown, signed, told
from tests.people import Caller
from tests.thorough import rounds
from workspace.models import Event

FORMS = st.sampled_from([PURCHASE, "on/condo-purchase", LEASE, "on/listing-sale", "on/rental-application"])


def test_the_lifecycle_goes_from_each_open_stage_to_every_later_one() -> None:
    assert tuple(asking.STAGES) == STAGES
    assert DEAL.states == asking.STAGES
    assert DEAL.terminal == ["closed", "lost"]
    assert len(DEAL.transitions) == 6 + 5 + 4 + 3 + 2
    for (before, _), after in DEAL.transitions.items():
        assert STAGES.index(after) > STAGES.index(before)
        assert before in OPEN
    assert all(DEAL.allows(stage, moved_to("lost")) for stage in OPEN)


class Life(RuleBasedStateMachine):
    """A deal, with everything that may happen to it, in any order."""

    alice: Caller
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.deal = made(self.alice)
        self.stage, self.length = "new", 0
        self.happened: list[Event] = []

    @rule(stage=st.sampled_from(asking.STAGES))
    def a_person_moves_it(self, stage: str) -> None:
        answer = self.alice.patch(f"{asking.ROUTE}/{self.deal['id']}", {"stage": stage})
        is_later = asking.STAGES.index(stage) > asking.STAGES.index(self.stage)
        assert answer.status_code == (200 if is_later and self.stage not in ("closed", "lost") else 409)

    @rule(form=FORMS, days=st.integers(0, 28))
    def something_is_signed(self, form: str, days: int) -> None:
        data: dict[str, Any] = canonical(form)
        if "purchase" in form:
            data["conditions"] = [{"kind": "other", "description": "x", "waiverDate": f"2026-05-{days + 1:02}"}]
        self.happened.append(told(signed(self.alice, self.deal, form, data)))

    @rule(index=st.integers(0, 20), days=st.integers(0, 9))
    def old_news_come_again(self, index: int, days: int) -> None:
        self.clock.move(days=days)
        before = shown(self.alice, self.deal)
        if self.happened:
            advance_deal(self.happened[index % len(self.happened)])
            spawn_checklist(self.happened[index % len(self.happened)])
        assert shown(self.alice, self.deal) == before

    @invariant()
    def it_never_goes_back(self) -> None:
        found = shown(self.alice, self.deal)
        assert asking.STAGES.index(found["stage"]) >= asking.STAGES.index(self.stage)
        if self.stage in ("closed", "lost"):
            assert found["stage"] == self.stage
        chain = [(one["fromStage"], one["toStage"]) for one in found["history"]]
        assert [after for _, after in chain[:-1]] == [before for before, _ in chain[1:]]
        assert (chain[-1][1] if chain else "new") == found["stage"]
        assert len(chain) >= self.length
        self.stage, self.length = found["stage"], len(chain)


def test_a_deal_never_goes_back_whatever_happens_in_any_order(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    Life.alice, Life.clock = alice, stopped(monkeypatch, NOW)
    health = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=rounds(8, 40), stateful_step_count=12, deadline=None, suppress_health_check=health
        ),
    )
