"""Files that signers add by link, in the steps of the flow that ask for them."""

from typing import NamedTuple

from safeclose.actors import Actor
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from signing.ceremony import links
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.models import Link
from signing.ceremony.public_actions import Signed
from signing.ceremony.turns import present_turn
from signing.packages.documents.models import SigningDocument
from signing.packages.signers.following import NO_FILE_ASKED, refuse_upload
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.turns import PackageTurn
from signing.packages.uploads import StoredPdf


class Added(NamedTuple):
    """A file that was added, and what the signer is told as after a signature."""

    document: SigningDocument
    signer: PackageSigner
    step: Signed


@action
def add(*, link: Link, step: int, title: str, pdf: StoredPdf, by: Actor) -> Added:
    """The signer adds a file in the step of this number, for good.

    Raises Conflict unless the step asks them for one now, and they have consented.
    """
    turn = present_turn(link)
    if not isinstance(turn, PackageTurn):
        raise Conflict(NO_FILE_ASKED)
    SIGNER.after(turn.signer.link_status, "uploaded")
    refuse_upload(turn.signer, step)
    document, event = turn.upload(step, title, pdf, by)
    is_done = turn.finish(by)
    copy = links.issue_one(turn.signer, Link.Purpose.COPY).token if is_done else None
    return Added(document, turn.signer, Signed(turn.signer, event, turn.is_completed, copy))
