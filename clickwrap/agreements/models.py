"""Agreements, and every text that they ever had."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from safeclose import clock
from safeclose.records import ids
from workspace.models import Organization


class Sha256Hex(models.Func):
    """The database's own SHA-256 of a text's UTF-8 bytes, in lower-case hex."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.CharField()


class TextsSha256Hex(models.Func):
    """The database's own hash of several texts, as `clickwrap.agreements.texts.hash_of` makes it."""

    function = "clickwrap_texts_hash"
    output_field = models.CharField()


HAS_ITS_HASH = Q(texts__isnull=True, sha256=Sha256Hex("body")) | Q(
    texts__isnull=False, body="", sha256=TextsSha256Hex("texts")
)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def of(self, organization: Organization) -> "AgreementQuerySet":
        """Those of the organization."""
        return self.filter(organization__only=organization.pk)

    def open(self) -> "AgreementQuerySet":
        """Those that anyone may read and accept."""
        return self.filter(active=True)

    def current(self) -> "AgreementQuerySet":
        """With what is known of the current publication, but for its text."""
        return self.select_related("publication")

    def shown(self) -> "AgreementQuerySet":
        """With the current text, and whose it is."""
        return self.select_related("organization", "publication__version")


class Agreement(models.Model):
    """What people are asked to accept, under a key of its organization's own.

    `version` and `version_hash` repeat what the newest publication says: an acceptance reads this row and no other.
    """

    id = ids.TypeIDField(prefix="agr", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="agreements", db_index=False)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    version_hash = models.CharField(max_length=64)
    # None for as long as the first publication is under way, which nobody else ever sees.
    publication = models.ForeignKey(
        "clickwrap.Publication", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    # With which the organization's server signs who accepts; encrypted. See `subject_tokens`.
    subject_secret = models.CharField(max_length=255, null=True, editable=False)
    old_subject_secret = models.CharField(max_length=255, null=True, editable=False)
    old_subject_secret_until = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = AgreementQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "-id"], name="agreement_list_of_organization"),
            models.Index(OpClass(Lower("title"), "text_pattern_ops"), name="agreements_by_title"),
        )
        constraints = (
            models.UniqueConstraint(fields=["organization", "key"], name="agreement_key_is_unique_in_organization"),
            models.CheckConstraint(name="agreement_is_at_a_version", condition=Q(version__gte=1)),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def languages(self) -> list[str]:
        """In which the current text can be read; empty where that was not said."""
        return (self.publication.languages if self.publication else None) or []


class Version(models.Model):
    """One text, exactly as it was received. Never changed, never removed (a trigger sees to that).

    `texts` in place of `body`, which is empty then: the same in several languages, by language.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.TextField()
    texts = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_has_one_version_of_a_number"),
            models.UniqueConstraint(fields=["agreement", "sha256"], name="agreement_has_each_text_once"),
            models.CheckConstraint(name="version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="version_has_the_hash_of_its_text", condition=HAS_ITS_HASH),
        )

    def __str__(self) -> str:
        return f"{self.agreement_id} version {self.number}"

    def text_in(self, language: str | None) -> str:
        """The text in a language; where there is none in it, the first one."""
        if self.texts is None:
            return self.body
        text: str = self.texts.get(language) or self.texts[min(self.texts)]
        return text


class Publication(models.Model):
    """That a version, under a title, became what is shown. Never changed: so it can be told what was shown when."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="publications", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField(max_length=200)
    # Those of the version's texts, in order; None where a single text came without its language.
    languages = ArrayField(models.CharField(max_length=2), null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["agreement", "-id"], name="publications_of_agreement"),)

    def __str__(self) -> str:
        return self.title
