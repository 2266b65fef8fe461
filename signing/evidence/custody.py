"""Who held the link of each signer, as a trail tells it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signing.evidence.certificate_words import Words


@dataclass(frozen=True)
class Custody:
    """Into whose hands one link went: with event `seq`, in the place of earlier ones where `is_fresh`.

    `how` is the end of the sentence's key in Words.sentences, and `to` has the name or the address.
    """

    seq: int
    how: str
    to: Mapping[str, Any]
    is_mailed: bool
    is_fresh: bool

    def held(self, words: Words) -> str:
        """Where the link went, as the end of a sentence about it."""
        return words.say(f"custody.{self.how}", name=self.to.get("name"), email=self.to.get("email"))

    def sentence(self, words: Words) -> str:
        """The same as a sentence."""
        return words.say("custody.fresh" if self.is_fresh else "custody", held=self.held(words))


class Custodies:
    """Those of a trail whose personal values are revealed; none where it was begun before custody was recorded."""

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        self._told: dict[str, list[Custody]] = {}
        for event in events:
            for signer, custody in _links(event):
                held = Custody(
                    event["seq"],
                    _how(custody, events, signer, event["seq"]),
                    custody["to"],
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


def _how(custody: Mapping[str, Any], events: Sequence[Mapping[str, Any]], signer: str, seq: int) -> str:
    to = custody["to"]
    if custody["how"] == "mailed":
        return _how_mailed(events, signer, seq)
    sender: Mapping[str, Any] = next((each["payload"]["actor"] for each in events if each["type"] == "sent"), {})
    if (to["kind"], to["id"]) == (sender.get("kind"), sender.get("id")):
        return "sender"
    return "colleague" if to["kind"] == "user" else "other"


def _how_mailed(events: Sequence[Mapping[str, Any]], signer: str, seq: int) -> str:
    """What became of the mail with this link, before another link took its place."""
    how = "toBeMailed"
    for event in events:
        data = event["payload"]["data"]
        if event["seq"] > seq and data.get("signerId") == signer:
            if event["type"] == "link_rotated":
                break
            if is_link_mail(event):
                how = "mailed"
            elif how == "mailed" and event["type"] == "undelivered" and data.get("what") == "link":
                how = "cameBack"
    return how


def is_link_mail(event: Mapping[str, Any]) -> bool:
    """Whether an event says that a link was mailed, and not a copy."""
    return event["type"] == "delivered" and event["payload"]["data"].get("what") == "link"
