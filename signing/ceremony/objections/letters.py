"""Letters about signers who ask for paper, or have withdrawn their consent."""

from django.conf import settings

from safeclose.messages.letters import Letter, recipient_of
from signing.ceremony.models import LinkSigner
from workspace.models import User


def objection_letter(signer: LinkSigner, user: User, objection: str) -> Letter:
    """Tells the sender, or an owner in the sender's place. `objection`: `paper_requested` or `consent_withdrawn`."""
    return Letter(
        to=recipient_of(user),
        template=f"signing/{objection}",
        about=signer.subject.title,
        link=settings.PUBLIC_URL,
        words={"signer": signer, "user": user, "is_package": signer.has_several},
    )
