"""Whose turn it is: what every step of a signer begins with, under the lock of what is signed."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet

from safeclose.actors import Actor
from safeclose.marks.drawings import Drawing
from safeclose.records.prepared import Given, Prepared
from safeclose.records.rows import save
from safeclose.refusals import Conflict, Gone, Unknown
from safeclose.registry import Registry
from signing.ceremony import marks
from signing.ceremony.lifecycle import SIGNER, SignerStatus
from signing.ceremony.models import Link, LinkSigner, Presented
from signing.evidence import trail
from signing.evidence.models import Trail, TrailEvent
from workspace.events import bus

OUT_OF_TURN = "Someone else signs first; it is not this signer's turn yet."
LOCKED = "The link is locked after too many wrong codes or answers. Ask the sender for a fresh link."


class OrderedSigner(Protocol):
    """A signer with a place in the order, from 1. Several may have the same place."""

    order: int
    status: str


def is_turn(signer: OrderedSigner, signers: Iterable[OrderedSigner], *, is_sequential: bool) -> bool:
    """Whether a signer may sign now: in sequence, after everyone of a lower order has signed."""
    return not is_sequential or all(one.status == SignerStatus.SIGNED for one in signers if one.order < signer.order)


def is_signed_by_all(signers: Iterable[OrderedSigner]) -> bool:
    """Whether nobody has still to sign."""
    return all(one.status == SignerStatus.SIGNED for one in signers)


@dataclass(frozen=True)
class Turn(ABC):
    """A signer under the lock of what they are asked to sign, with everyone else who is asked.

    Each kind of what is signed has a subclass, which says what is its own; `turns` has them.
    """

    # What is signed, in a word.
    noun: ClassVar[str]
    # What the types of its events begin with.
    family: ClassVar[str]

    subject: Any
    signer: Any
    signers: list[Any]
    at: datetime

    @classmethod
    @abstractmethod
    def locked(cls, signer: Any) -> "Turn":
        """The turn of a signer, whatever has become of it; all that happens to one subject happens one after another.

        Raises Unknown.
        """

    @classmethod
    @abstractmethod
    def rows(cls) -> "QuerySet[Any]":
        """All signers, with what they sign and its organization."""

    @property
    @abstractmethod
    def mode(self) -> str:
        """`parallel` where nobody has to wait for others, or `sequential`."""

    @property
    @abstractmethod
    def is_mailed(self) -> bool:
        """Whether the service mails the signers their links, or the sender brings them."""

    @property
    @abstractmethod
    def creator_id(self) -> int | None:
        """The user who sent it."""

    @abstractmethod
    def queue_mail(self, occasion: str) -> None:
        """Queue a mail with a link to the signer; `occasion` as in the job."""

    @abstractmethod
    def names(self, document: Presented) -> dict[str, Any]:
        """What an event about one document says of it, where there may be several."""

    @abstractmethod
    def keep_marks(self, document: Presented, values: Mapping[str, Any]) -> None:
        """Save what the signer has put on the pages of a document."""

    @abstractmethod
    def keep_signature(self, document: Presented, signature_text: str, event: TrailEvent, by: Actor) -> bool:
        """Save a signature whose `signed` was just recorded, and all that follows from it.

        The answer is whether the signer is done.
        """

    @abstractmethod
    def end_declined(self, reason: str | None, recorded: Mapping[str, Any], by: Actor) -> None:
        """End it for everyone; the signer's own columns are saved. `recorded`: what the trail says in addition."""

    @property
    @abstractmethod
    def is_completed(self) -> bool:
        """Whether all that is needed is signed."""

    @property
    def trail(self) -> Trail:
        its_trail: Trail = self.subject.trail
        return its_trail

    def is_now(self) -> bool:
        """Whether this signer may act, or waits for others."""
        return bool(self.signer.is_turn(self.signers))

    def wants_link(self) -> bool:
        """Whether a link can be mailed: there is an address, something to sign, and no lock, which holds for new links.

        Where the service mails the links, each waits for its signer's turn.
        """
        signer = self.signer
        is_time = not self.is_mailed or self.is_now()
        return bool(signer.email) and signer.locked_at is None and signer.may_act(self.at) and is_time

    def document(self, document_id: str | None) -> Presented:
        """One of the signer's documents; without an id the one that comes next. Raises Unknown."""
        return document_of(self.signer, document_id)

    def advance(self, verb: str, by: Actor, data: Mapping[str, Any]) -> TrailEvent:
        """The signer takes a step, and its columns are saved. Raises Conflict where it can't follow."""
        SIGNER.after(self.signer.link_status, verb)
        save(self.signer, *self.signer.step(verb, self.at))
        return self.record(verb, by, data)

    def record(self, type: str, by: Actor, data: Mapping[str, Any]) -> TrailEvent:
        """Append an event to the trail."""
        return trail.append(self.trail, type, at=self.at, by=by, data=data)

    def publish(self, type: str, by: Actor, **data: Any) -> None:
        """Publish an event about what is signed, and this signer."""
        bus.publish(type, about=self.subject, by=by, data={"signerId": self.signer.signer_id, **data})

    def put_marks(self, document: Presented, batch: Sequence[Mapping[str, Any]], by: Actor) -> None:
        """The signer puts marks on the pages: all of `batch` (see `ceremony.marks.put`), or none. Raises Invalid."""
        put = marks.put(document.marks, document.values, batch)
        self.keep_marks(document, put.values)
        self.record("marked", by, {**self.names(document), **put.data})

    def sign(self, document: Presented, signature_text: str, adopted: "marks.Adopted | None", by: Actor) -> TrailEvent:
        """Record that the signer signs a document; the caller saves what follows by `keep_signature`.

        Raises Conflict where a required text or checkbox is missing.
        """
        data = {"signatureText": signature_text, "documentSha256": document.sha256, **self.names(document)}
        if adopted:
            timezone, seq = trail.timezone(self.trail), self.trail.length + 1
            before = self.drawn_before()
            data |= marks.signed_data(
                document.marks, document.values, adopted, at=self.at, timezone=timezone, seq=seq, before=before
            )
            if marks.draws(data):
                self.keep_drawn(seq)
        return self.record("signed", by, data)

    def drawn_before(self) -> dict[Drawing, tuple[int, int]]:
        """What the signer drew in the trail before, to which their next signature can refer."""
        return {}

    def keep_drawn(self, seq: int) -> None:
        """Remember that the event of this number has drawings of the signer, where other signatures may follow."""
        return


THIS_LINK: Prepared[Link] = Prepared(lambda: Link.objects.filter(pk=Given("pk", Link._meta.pk)))

turns: Registry[type[Turn]] = Registry("turns of signers")


def signer_of(signs_in: str, signer_id: Any) -> Any:
    """A signer with what they sign and its organization; None where there is none of this id."""
    return turns.all()[signs_in].rows().filter(pk=signer_id).first()


def locked_turn(signer: LinkSigner) -> Turn:
    """The turn of a signer, whatever has become of it. Raises Unknown where the signer is gone."""
    return turns.all()[signer.signs_in].locked(signer)


def turn_of(link: Link) -> Turn:
    """The turn of the signer whose signing link it is, under the lock; they may have to wait for others.

    Raises Gone when it has ended, this signer is done or the link was replaced by now: before the lock it may not have
    been so.
    """
    try:
        turn = locked_turn(link.holder)
    except Unknown as error:
        raise Gone from error
    if not turn.signer.may_act(turn.at) or not THIS_LINK.rows(pk=link.pk):
        raise Gone
    return turn


def present_turn(link: Link) -> Turn:
    """The same, for what only those may do whose turn it is. Raises Conflict for the others."""
    turn = turn_of(link)
    if not turn.is_now():
        raise Conflict(OUT_OF_TURN)
    return turn


def unlocked_turn(link: Link) -> Turn:
    """The same, for what a signer can do only while their links are not locked. Raises Conflict while they are."""
    turn = present_turn(link)
    if turn.signer.locked_at is not None:
        raise Conflict(LOCKED)
    return turn


def document_of(signer: LinkSigner, document_id: str | None, *, to_read: bool = False) -> Presented:
    """One of the documents that a signer is presented; without an id the one that comes next. Raises Unknown.

    Where there is only one, the id does not matter. `to_read`: it may be a file that a signer added, too.
    """
    if document_id is None or not signer.has_several:
        return signer.next_document()
    documents = [*signer.presented(), *(signer.added() if to_read else [])]
    found = next((one for one in documents if one.id == document_id), None)
    if found is None:
        raise Unknown
    return found
