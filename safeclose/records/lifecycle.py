"""Lifecycles as data: the code, the tests, the diagrams in docs/ and the sentences of refusals read one table."""

from collections.abc import Mapping
from dataclasses import dataclass

from safeclose.refusals import Conflict


@dataclass(frozen=True)
class Lifecycle:
    """The states of one kind of thing, and what leads from one to the next.

    `transitions` maps (state, verb in the past tense) to the state that follows.
    """

    noun: str
    initial: str
    transitions: Mapping[tuple[str, str], str]

    def after(self, state: str, verb: str) -> str:
        """The state that follows; raises Conflict where `verb` can't happen in `state`."""
        following = self.transitions.get((state, verb))
        if following is None:
            raise Conflict(f"The {self.noun} is {words(state)}, so it can't be {words(verb)}.")
        return following

    def allows(self, state: str, verb: str) -> bool:
        """Whether `verb` can happen in `state`."""
        return (state, verb) in self.transitions

    @property
    def states(self) -> list[str]:
        """All states, in the order in which the table names them."""
        named = [self.initial]
        for (state, _), following in self.transitions.items():
            named += [state, following]
        return list(dict.fromkeys(named))

    @property
    def terminal(self) -> list[str]:
        """The states that nothing leads out of."""
        left = {state for state, _ in self.transitions}
        return [state for state in self.states if state not in left]

    def diagram(self) -> str:
        """The lifecycle in Mermaid's notation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state} --> {following}: {verb}" for (state, verb), following in self.transitions.items()]
        lines += [f"    {state} --> [*]" for state in self.terminal]
        return "\n".join(lines)


def words(name: str) -> str:
    """`SENT_FOR_SIGNATURE` as people read it: `sent for signature`."""
    return name.replace("_", " ").lower()
