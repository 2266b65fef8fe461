"""Any order of anything that anyone can do: after each step, the model and the service agree."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from signing.envelopes import jobs
from signing.evidence.models import TrailEvent
from tests.clocks import Clock, stopped
from tests.paper import Sent, generated, send
from tests.people import Caller
from tests.signing.envelopes import agreement
from tests.thorough import rounds

STEPS = ("pending", "opened", "authenticated", "consented", "signed")
NEEDS = {"authenticate": 1, "consent": 2, "sign": 3}  # index in STEPS
SIGNERS = [{"name": name, "role": "buyer", "order": order} for name, order in (("Ann", 1), ("Ben", 1), ("Cleo", 2))]
WHO = st.integers(0, 2)
MODE = st.sampled_from(["parallel", "sequential"])
AHEAD = st.sampled_from([(0, 0, 0), (1, 2, 3), (3, 3, 3), (4, 3, 0), (4, 4, 0), (4, 4, 3), (3, 4, 3), (4, 4, 4)])


class Ceremony(RuleBasedStateMachine):
    """One document that is sent, signed, declined, voided, left to expire, edited and sent again."""

    alice: Caller
    clock: Clock

    @initialize(mode=MODE, ahead=AHEAD)
    def begin(self, mode: str, ahead: tuple[int, int, int]) -> None:
        """Anywhere in a ceremony, so that its end is met as often as its beginning."""
        self.document = generated(self.alice)
        self.document_status = "GENERATED"
        self.send(mode)
        for who, steps in enumerate(ahead):
            self.step_on(who, steps)

    @precondition(lambda self: self.document_status == "GENERATED")
    @rule(mode=MODE)
    def send(self, mode: str) -> None:
        self.out: Sent = send(self.alice, self.document, signers=SIGNERS, mode=mode, expiresInDays=1)
        self.mode, self.status, self.document_status = mode, "sent", "SENT_FOR_SIGNATURE"
        self.reached, self.trail = [0, 0, 0], ["sent"]
        self.declined: int | None = None

    def _waits(self, who: int) -> bool:
        return self.mode == "sequential" and who == 2 and min(self.reached[:2]) < 4

    def _gone(self, who: int) -> bool:
        return self.status not in ("sent", "in_progress") or self.reached[who] == 4

    def _end(self, status: str) -> None:
        self.status, self.document_status = status, "GENERATED"

    @rule(who=WHO)
    def look(self, who: int) -> None:
        answer = self.out.links[who].show()
        if self._gone(who):
            assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
        elif self._waits(who):
            assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
        else:
            if self.reached[who] == 0:
                self.reached[who] = 1
                self.trail.append("opened")
            assert answer.json()["signer"]["status"] == STEPS[self.reached[who]]

    @rule(who=WHO, action=st.sampled_from(sorted(NEEDS)))
    def step(self, who: int, action: str) -> None:
        self._step(who, action)

    @rule(who=WHO, steps=st.integers(1, 4))
    def step_on(self, who: int, steps: int) -> None:
        """The next steps that are due, so that a ceremony gets somewhere."""
        due = {at: action for action, at in NEEDS.items()}
        for _ in range(steps):
            if self.reached[who] in due:
                self._step(who, due[self.reached[who]])
            else:
                self.look(who)

    def _step(self, who: int, action: str) -> None:
        answer = self.out.links[who].take(action)
        if self._gone(who):
            assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
        elif self._waits(who) or NEEDS[action] != self.reached[who]:
            assert (answer.status_code, answer.json()["error"]) == (409, "invalid_state")
        else:
            assert answer.status_code == 200
            self.reached[who] += 1
            self.trail.append(STEPS[self.reached[who]])
            if action == "sign":
                self._signed(answer.json())

    def _signed(self, body: Any) -> None:
        completed = min(self.reached) == 4
        assert body["completed"] == completed
        self.status = "completed" if completed else "in_progress"
        if completed:
            self.trail.append("completed")
            self.document_status = "FULLY_SIGNED"

    @precondition(lambda self: self.document_status == "SENT_FOR_SIGNATURE" and len(self.trail) > 4)
    @rule(who=WHO)
    def decline(self, who: int) -> None:
        answer = self.out.links[who].take("decline")
        if self._gone(who):
            assert answer.status_code == 410
        elif self._waits(who):
            assert answer.status_code == 409
        else:
            assert (answer.status_code, answer.json()) == (200, {"state": "declined"})
            self.trail.append("declined")
            self.declined = who
            self._end("declined")

    @precondition(lambda self: len(self.trail) > 6)
    @rule()
    def void(self) -> None:
        answer = self.alice.delete(self.out.path)
        if self.status in ("sent", "in_progress"):
            assert answer.status_code == 200
            self.trail.append("voided")
            self._end("voided")
        else:
            assert (answer.status_code, answer.json()["error"]) == (409, "cannot_void")

    @precondition(lambda self: len(self.trail) > 6)
    @rule()
    def expire(self) -> None:
        """Time is up; every job that is due runs, twice."""
        self.clock.move(days=1)
        for _ in range(2):
            jobs.expire(envelope_id=self.out.id)
            jobs.expire_overdue(0)
        if self.status in ("sent", "in_progress"):
            self.trail.append("expired")
            self._end("expired")

    @rule()
    def jobs_that_come_too_early(self) -> None:
        jobs.expire(envelope_id=self.out.id)
        jobs.expire_overdue(0)

    @precondition(lambda self: self.document_status in ("SENT_FOR_SIGNATURE", "FULLY_SIGNED"))
    @rule()
    def send_while_it_is_out(self) -> None:
        answer = self.alice.post(f"/api/documents/{self.document['id']}/signature")
        assert (answer.status_code, answer.json()["error"]) == (409, "cannot_send_for_signature")

    @precondition(lambda self: self.document_status != "GENERATED")
    @rule()
    def edit_while_it_is_out(self) -> None:
        answer = self.alice.patch(f"/api/documents/{self.document['id']}", {"title": "Another"})
        assert (answer.status_code, answer.json()["error"]) == (409, "invalid_state")

    @precondition(lambda self: self.document_status == "GENERATED")
    @rule(mode=MODE)
    def edit_and_send_again(self, mode: str) -> None:
        path = f"/api/documents/{self.document['id']}"
        answer = self.alice.patch(path, {"title": f"After {self.out.id}"})
        assert (answer.status_code, answer.json()["status"]) == (200, "DRAFT")
        refused = self.alice.post(f"{path}/signature")
        assert (refused.status_code, refused.json()["error"]) == (409, "cannot_send_for_signature")
        self.document = self.alice.post(f"{path}/generate").json()
        self.send(mode)

    @invariant()
    def everything_agrees(self) -> None:
        """What the sender sees is what the model says, and all tables agree."""
        if not hasattr(self, "out"):
            return
        envelope = agreement.check(self.out.id)
        assert envelope.status == self.status
        expected = [STEPS[reached] for reached in self.reached]
        if self.declined is not None:
            expected[self.declined] = "declined"
        body = self.alice.get(self.out.path).json()
        assert (body["status"], [signer["status"] for signer in body["signers"]]) == (self.status, expected)
        assert list(TrailEvent.objects.filter(trail=self.out.id).values_list("type", flat=True)) == self.trail
        assert self.alice.get(f"/api/documents/{self.document['id']}").json()["status"] == self.document_status


# Without shrinking: each step is a dozen requests, and a failure tells all that happened before it.
SETTINGS = settings(
    max_examples=rounds(3, 40),
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],
)


def test_the_service_agrees_with_the_model_in_any_order_of_steps(
    alice: Caller, unlimited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = type("TestedCeremony", (Ceremony,), {"alice": alice, "clock": stopped(monkeypatch)})
    run_state_machine_as_test(machine, settings=SETTINGS)
