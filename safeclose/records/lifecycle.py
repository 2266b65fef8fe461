"""Lifecycles as data: one table for the code, the tests, the diagrams in docs/ and the sentences of refusals."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from safeclose.refusals import Code, Conflict

Status = TypeVar("Status", bound=str)


class Kind(StrEnum):
    """What a state means to whoever looks at a list; its colour there."""

    DRAFT = "draft"  # nothing has begun
    ACTIVE = "active"  # someone or something is expected to act
    DONE = "done"
    ENDED = "ended"  # without what it was for: failed, refused, taken back


@dataclass(frozen=True)
class Lifecycle(Generic[Status]):
    """The states of one kind of thing, the transitions, and the sentences for what is refused.

    `transitions` maps (state, verb in the past tense) to the state that follows; `also_allowed` has verbs that are
    allowed in a state and do not change it. A refusal reads "The {noun} {reason of the state}, so
    {outcome of the verb}."; `sentences` has complete ones for pairs where that does not read well. `kinds` has the
    kind of every state.
    """

    noun: str
    initial: Status
    transitions: Mapping[tuple[str, str], Status]
    reasons: Mapping[str, str]
    outcomes: Mapping[str, str]
    sentences: Mapping[tuple[str, str], str] = field(default_factory=dict)
    also_allowed: Collection[tuple[str, str]] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    def after(self, state: str, verb: str, *, code: Code = Code.INVALID_STATE) -> Status:
        """The state that follows; raises Conflict with `code` where `verb` can't happen in `state`."""
        if not self.allows(state, verb):
            raise Conflict(self.refusal(state, verb), code=code)
        return self.transitions.get((state, verb)) or type(self.initial)(state)

    def allows(self, state: str, verb: str) -> bool:
        """Whether `verb` can happen in `state`."""
        return (state, verb) in self.transitions or (state, verb) in self.also_allowed

    def refusal(self, state: str, verb: str) -> str:
        """The sentence for a `verb` that can't happen in `state`."""
        if sentence := self.sentences.get((state, verb)):
            return sentence
        return f"The {self.noun} {self.reasons[state]}, so {self.outcomes[verb]}."

    def refusals(self) -> dict[tuple[str, str], str]:
        """The sentences for all that is refused, by state and verb."""
        pairs = [(state, verb) for state in self.states for verb in self.outcomes]
        return {pair: self.refusal(*pair) for pair in pairs if not self.allows(*pair)}

    @property
    def states(self) -> list[str]:
        """All states, in the order in which the table names them."""
        named: list[str] = [self.initial]
        for (state, _), following in self.transitions.items():
            named += [state, following]
        return list(dict.fromkeys(named))

    @property
    def terminal(self) -> list[str]:
        """The states without a transition to another."""
        left = {state for state, _ in self.transitions}
        return [state for state in self.states if state not in left]

    def diagram(self) -> str:
        """The lifecycle in Mermaid's notation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state} --> {following}: {verb}" for (state, verb), following in self.transitions.items()]
        lines += [f"    {state} --> {state}: {verb}" for state, verb in self.also_allowed]
        lines += [f"    {state} --> [*]" for state in self.terminal]
        return "\n".join(lines)
