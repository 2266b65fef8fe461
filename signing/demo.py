"""Demo data: an agreement out for signature, one that everyone has signed, and signing packages."""

from documents.demo import made
from safeclose.actors import SYSTEM
from signing.ceremony import public_actions
from signing.ceremony.link_disclosure import ENGLISH
from signing.ceremony.models import Link
from signing.envelopes import actions
from signing.envelopes.models import Envelope, Signer
from signing.packages import demo as packages
from workspace.models import Organization


def seed(ids: dict[str, dict[str, str]]) -> None:
    """Make what is missing."""
    acme = Organization.objects.get(slug="acme-financial")
    waiting, signed = _sent(acme, "Offer out for signature"), _sent(acme, "Offer signed by everyone")
    unsigned = Signer.objects.unsigned().filter(envelope=signed)
    for link in Link.objects.to_sign().filter(signer__in=unsigned):
        _step_through(link, puts_marks=link.holder.order == 1)
    ids.setdefault("documents", {})["fullySigned"] = signed.document_id
    ids["envelopes"] = {"sent": waiting.id, "completed": signed.id}
    packages.seed(ids)


def _sent(organization: Organization, title: str) -> Envelope:
    document = made(organization, title, generate=True)
    envelope: Envelope | None = Envelope.objects.filter(document=document).first()
    return envelope or _send(organization, document.id)


def _send(organization: Organization, document_id: str) -> Envelope:
    return actions.send(
        document_id=document_id,
        organization=organization,
        mode="parallel",
        expires_in_days=None,
        signers=None,
        delivery="return",
        by=SYSTEM,
    ).envelope


def _step_through(link: Link, *, puts_marks: bool) -> None:
    """Whoever does not put marks has them filled by signing."""
    by = link.holder.acting(ip="127.0.0.1", user_agent="seed_demo")
    # From where an interrupted run left off.
    done = public_actions.open_link(link=link, by=by).signer.status
    if done == Signer.Status.OPENED:
        done = public_actions.authenticate(link=link, says_verified=False, by=by).status
    if done == Signer.Status.AUTHENTICATED:
        public_actions.consent(link=link, disclosure=ENGLISH, by=by)
    if puts_marks and link.holder.marks:
        public_actions.put_marks(link=link, batch=[{"mark_id": mark.id} for mark in link.holder.marks], by=by)
    public_actions.sign(link=link, adoption={}, by=by)
