"""Everything that is written about agreements by those who publish them."""

from collections.abc import Mapping
from typing import NamedTuple

from clickwrap.agreements.models import Agreement, Publication, Version
from clickwrap.agreements.subject_tokens import give_secret
from clickwrap.agreements.texts import Texts, texts_of
from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from workspace.events import bus
from workspace.models import Organization


class Published(NamedTuple):
    """The agreement as it stands, and whether it is a new one."""

    agreement: Agreement
    created: bool


@action
def publish(
    *,
    organization: Organization,
    key: str,
    title: str,
    by: Actor,
    body: str | None = None,
    texts: Mapping[str, str] | None = None,
) -> Published:
    """Make `body`, or `texts` by language, what the organization's agreement of that key shows.

    What is so already changes nothing.
    A text that the agreement has had before is that version again, with its number. However many publish at once,
    the row that all of them find or make is their lock.
    """
    shown = texts_of(body, texts)
    new = Agreement(organization=organization, key=key, title=title, version_hash=shown.version_hash)
    Agreement.objects.bulk_create([new], ignore_conflicts=True)
    agreement = locked(Agreement.objects.of(organization), key=key)
    created = agreement.publication_id is None
    if not created and _is_shown(agreement, shown, title):
        return Published(agreement, created)
    _show(agreement, _version(agreement, shown), title, shown.languages)
    bus.publish("agreement.published", about=agreement, by=by)
    return Published(agreement, created)


@action
def set_active(*, agreement_id: str, organization: Organization, active: bool, by: Actor) -> Agreement:
    """Open an agreement to everyone, or close it."""
    agreement = locked(Agreement.objects.of(organization), id=agreement_id)
    if agreement.active != active:
        agreement.active = active
        agreement.save(update_fields=["active"])
        bus.publish("agreement.activated" if active else "agreement.deactivated", about=agreement, by=by)
    return agreement


@action
def renew_secret(*, agreement_id: str, organization: Organization, by: Actor) -> str:
    """A new secret for subject tokens, shown here only; the one until now stays valid for a day."""
    agreement = locked(Agreement.objects.of(organization), id=agreement_id)
    secret = give_secret(agreement, clock.now())
    agreement.save(update_fields=["subject_secret", "old_subject_secret", "old_subject_secret_until"])
    bus.publish("agreement.secret_renewed", about=agreement, by=by)
    return secret


def _is_shown(agreement: Agreement, texts: Texts, title: str) -> bool:
    if (agreement.version_hash, agreement.title) != (texts.version_hash, title):
        return False
    return agreement.publication is not None and agreement.publication.languages == texts.languages


def _version(agreement: Agreement, texts: Texts) -> Version:
    """The text of that hash, as it is known or as the next one."""
    found = agreement.versions.filter(sha256=texts.version_hash).first()
    if found:
        return found
    return Version.objects.create(
        agreement=agreement,
        number=agreement.versions.count() + 1,
        sha256=texts.version_hash,
        body=texts.body,
        texts=texts.several,
        created_at=clock.now(),
    )


def _show(agreement: Agreement, version: Version, title: str, languages: list[str] | None) -> None:
    at = max(clock.now(), agreement.published_at)
    if agreement.publication_id is None or agreement.version != version.number:
        agreement.published_at = at
    agreement.publication = Publication.objects.create(
        agreement=agreement, version=version, title=title, languages=languages, at=at
    )
    agreement.title, agreement.version, agreement.version_hash = title, version.number, version.sha256
    agreement.save(update_fields=["publication", "title", "version", "version_hash", "published_at"])
