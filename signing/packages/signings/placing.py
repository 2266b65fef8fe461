"""Whose each position is: decided once, when a package is sent."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from safeclose.marks.definitions import ENTERED, Mark
from signing.packages.documents.models import SigningDocument
from signing.packages.signers.models import PackageSigner
from signing.packages.templates.positions import Position

# Documents with those who are to sign them.
SignersOf = Sequence[tuple[SigningDocument, Sequence[PackageSigner]]]


class Placed(NamedTuple):
    """What is asked of whom.

    marks       as written, each with its signer, by the number of the document
    warnings    sentences about positions that are for nobody, and about signers without a mark
    """

    marks: dict[int, list[Position]]
    warnings: list[str]


def placed(signers_of: SignersOf) -> Placed:
    """The marks of a package that is sent.

    A position is its `signer`'s, or of the one who stands for its `party`. What names neither is for the only signer of
    the document; so is a party's, if that signer stands for none and the positions are for no other party. Of documents
    that are the same file the first has marks, since there is one sealed PDF of each file.
    """
    marks: dict[int, list[Position]] = {}
    warnings: list[str] = []
    titles: dict[str | None, str] = {}  # of the files with marks
    for document, signers in signers_of:
        marks[document.pk] = []
        first = titles.get(document.file_sha256)
        if first is not None and document.positions:
            warnings.append(f"The document {document.title} is the same file as {first}: only that one has marks.")
            continue
        for position in document.positions:
            found = _candidates(document, position, signers)
            if len(found) == 1:
                marks[document.pk].append(_mark(position, found[0]))
                titles[document.file_sha256] = document.title
            else:
                warnings.append(_left_out(document, position, signers, several=len(found) > 1))
        warnings += _without_marks(document, signers, marks[document.pk])
    return Placed(marks, warnings)


def unanswerable(signers_of: SignersOf) -> Iterator[str]:
    """What would keep a package from ever being complete, for the sentence that refuses to send it.

    These are texts and checkboxes that must be filled in by a named signer who is not to sign the document.
    """
    for document, signers in signers_of:
        own = {str(signer.pk) for signer in signers}
        for position in document.positions:
            must_be_entered = position["required"] and position["kind"] in ENTERED
            if must_be_entered and "signer" in position and position["signer"] not in own:
                yield f"the {_mark_in(document, position)} is for someone who is not to sign it"


def _candidates(
    document: SigningDocument, position: Position, signers: Sequence[PackageSigner]
) -> Sequence[PackageSigner]:
    if "signer" in position:
        return [signer for signer in signers if str(signer.pk) == position["signer"]]
    if "party" not in position:
        return signers
    if standing := [signer for signer in signers if signer.party == position["party"]]:
        return standing
    parties = {one["party"] for one in document.positions if "party" in one}
    return [signer for signer in signers if signer.party is None] if len(signers) == len(parties) == 1 else []


def _mark(position: Position, signer: PackageSigner) -> Position:
    named = {key: value for key, value in position.items() if key != "party"}
    return Mark.read({**named, "signer": str(signer.pk)}).written()


def _left_out(document: SigningDocument, position: Position, signers: Sequence[PackageSigner], *, several: bool) -> str:
    match position:
        case _ if not signers:
            reason = "nobody is to sign the document"
        case {"signer": _}:
            reason = "the signer that it is for is not to sign the document"
        case {"party": party}:
            reason = f"{'several of its signers stand' if several else 'none of its signers stands'} for {party}"
        case _:
            reason = "it does not say which of the signers it is for"
    return f"The {_mark_in(document, position)} is left out: {reason}."


def _without_marks(
    document: SigningDocument, signers: Sequence[PackageSigner], marks: Sequence[Position]
) -> Iterator[str]:
    """Signers of a document on which others put marks."""
    own = {mark["signer"] for mark in marks}
    for signer in signers if marks else ():
        if str(signer.pk) not in own:
            yield f"{signer.name} signs the document {document.title} and has no mark on it."


def _mark_in(document: SigningDocument, position: Position) -> str:
    return f"mark {position['id']} ({position['kind']}) on page {position['page']} of the document {document.title}"
