"""Who held the link of each signer, as a trail tells it, and in the words of the certificate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NO_CHECK = "this is no identity check"
LATER = "It came after the identity check, which was not made again."


@dataclass(frozen=True)
class Custody:
    """Into whose hands one link went: with event `seq`, in the place of earlier ones where `is_fresh`."""

    seq: int
    words: str
    is_mailed: bool
    is_fresh: bool

    def sentence(self) -> str:
        """The same as a sentence."""
        return f"{'A fresh link, in its place,' if self.is_fresh else 'The link'} was {self.words}."


class Custodies:
    """Those of a trail whose personal values are revealed; none where it was begun before custody was recorded."""

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        self._told: dict[str, list[Custody]] = {}
        for event in events:
            for signer, custody in _links(event):
                held = Custody(
                    event["seq"],
                    _words(custody, events, signer, event["seq"]),
                    is_mailed=custody["how"] == "mailed",
                    is_fresh=event["type"] == "link_rotated",
                )
                self._told.setdefault(signer, []).append(held)

    def __bool__(self) -> bool:
        return bool(self._told)

    def of(self, signer: str) -> list[Custody]:
        """A signer's, oldest first."""
        return self._told.get(signer, [])

    def at(self, signer: str, seq: int) -> Custody | None:
        """That of the link that a signer had at an event: a fresh one ends all earlier ones."""
        return next((one for one in reversed(self.of(signer)) if one.seq <= seq), None)


def _links(event: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    data = event["payload"]["data"]
    if event["type"] == "sent":
        yield from ((one["id"], one["custody"]) for one in data.get("signers", []) if "custody" in one)
    elif event["type"] == "link_rotated" and "custody" in data:
        yield data["signerId"], data["custody"]


def _words(custody: Mapping[str, Any], events: Sequence[Mapping[str, Any]], signer: str, seq: int) -> str:
    to = custody["to"]
    if custody["how"] == "mailed":
        return f"{'mailed' if _was_mailed(events, signer, seq) else 'to be mailed'} to {to.get('email')}"
    sender: Mapping[str, Any] = next((each["payload"]["actor"] for each in events if each["type"] == "sent"), {})
    if (to["kind"], to["id"]) == (sender.get("kind"), sender.get("id")):
        return f"handed to the sender, {to.get('name')}"
    return f"handed to {to.get('name')}" + (", for the sender" if to["kind"] == "user" else "")


def _was_mailed(events: Sequence[Mapping[str, Any]], signer: str, seq: int) -> bool:
    """Whether a mail server took a mail with this link, before another link took its place."""
    for event in events:
        data = event["payload"]["data"]
        if event["seq"] > seq and data.get("signerId") == signer:
            if event["type"] == "link_rotated":
                return False
            if is_link_mail(event):
                return True
    return False


def is_link_mail(event: Mapping[str, Any]) -> bool:
    """Whether an event says that a link was mailed, and not a copy."""
    return event["type"] == "delivered" and event["payload"]["data"].get("what") == "link"
