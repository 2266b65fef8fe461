"""What everyone who signs by a link has, and the links themselves, whatever is signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet, Value

from safeclose import clock
from safeclose.actors import Actor
from safeclose.marks.definitions import Mark
from safeclose.secrets import link_tokens
from signing.ceremony.disclosure import Disclosures
from signing.ceremony.identification import methods
from signing.ceremony.lifecycle import NEXT, SignerStatus
from signing.ceremony.marks import Values
from workspace.models import Organization

# From the signature on, a signer's link to their copy is good for so long.
COPY_LINK_LIFETIME = timedelta(days=90)


@dataclass(frozen=True)
class Presented:
    """A document as it is presented to one signer.

    marks       what the signer is asked to put on its pages
    values      what they put so far
    is_signed   by this signer
    is_open     whether it can be signed now; otherwise its step of the flow has not come, and it can be read only
    added_by    the name of the signer who added it, where one did: then it is there to be read only
    """

    id: str
    title: str
    sha256: str
    page_count: int
    marks: Sequence[Mark] = ()
    values: Values = field(default_factory=dict)
    is_required: bool = True
    is_signed: bool = False
    is_open: bool = True
    added_by: str = ""
    added_at: datetime | None = None


@dataclass(frozen=True)
class FileAsked:
    """A file that a signer is asked to add now; `step` names the step of the flow, `title` is how it is called."""

    step: int
    title: str


class LinkSigner(models.Model):
    """Someone who is asked to sign, and can do so by a link.

    What the subclasses say of what they sign is in the methods that raise NotImplementedError.
    """

    AuthMethod = methods.AuthMethod

    # The name under which `turning.turns` has what is done with the signers of this model.
    signs_in: ClassVar[str]
    # The column of links and challenges that names a signer of this model.
    held_by: ClassVar[str]
    # What kept messages to such signers are kept as (`workspace.sending.outcomes`).
    written_to_as: ClassVar[str]
    # Whether there may be several documents: then each is named by its id.
    has_several: ClassVar[bool]
    # The texts that they consent to.
    disclosures: ClassVar[Disclosures]

    # "en" or "fr"; null where nobody has said it.
    language = models.CharField(max_length=2, null=True)
    auth_method = models.CharField(
        max_length=10,
        choices=AuthMethod,
        default=AuthMethod.EMAIL_LINK,
        db_default=AuthMethod.EMAIL_LINK,
    )
    # For `kba`: [{"question", "answerHash"}], see signing.ceremony.identification.secrets.
    questions = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    # When the first mail with a link was taken.
    link_mailed_at = models.DateTimeField(null=True)
    copy_mailed_at = models.DateTimeField(null=True)
    # Since when the address or number is refused for good, and why; null again once a message was taken.
    undelivered_at = models.DateTimeField(null=True)
    undelivered_reason = models.CharField(max_length=200, null=True)
    # Codes and answers since the last fresh link; at MAX_WRONG_ANSWERS the links are locked.
    wrong_answers = models.IntegerField(default=0, db_default=0)
    locked_at = models.DateTimeField(null=True)
    # When they were identified as the holder of a link.
    authenticated_at = models.DateTimeField(null=True)
    consented_at = models.DateTimeField(null=True)
    # Since when they want paper; and when they last took back their consent, which may be given again by now.
    paper_requested_at = models.DateTimeField(null=True)
    consent_withdrawn_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=1000, null=True)

    # Of the subclasses.
    name: Any
    email: Any
    phone: Any
    role: Any
    order: Any
    links: Any
    challenges: Any

    class Meta:
        abstract = True

    @property
    def signer_id(self) -> str:
        """The id, as trails and events name it."""
        return str(self.pk)

    @property
    def next_step(self) -> str | None:
        """The action of the public route that follows; None once there is none."""
        return NEXT.get(self.link_status)

    @property
    def is_asked_to_identify(self) -> bool:
        """Whether the method asks for more than the link, and that was not given yet."""
        return methods.AuthMethod(self.auth_method) in methods.CHANNELS and self.authenticated_at is None

    def acting(self, *, ip: str | None = None, user_agent: str | None = None) -> Actor:
        """This signer as `by` of an action."""
        return Actor("signer", self.signer_id, self.name, ip, user_agent)

    def next_document(self) -> Presented:
        """The document that comes next: of those that are not signed, the first that is required, or else the first."""
        documents = self.presented()
        left = [one for one in documents if not one.is_signed] or documents
        return next((one for one in left if one.is_required), left[0])

    @property
    def link_status(self) -> SignerStatus:
        """How far they are with signing by link."""
        raise NotImplementedError

    @property
    def subject(self) -> Any:
        """The row of what they are asked to sign: it has `trail`, `title` and `expires_at`."""
        raise NotImplementedError

    @property
    def organization_id(self) -> int:
        """Of the organization that sent it."""
        raise NotImplementedError

    @property
    def organization(self) -> Organization:
        """The organization that asks them to sign."""
        raise NotImplementedError

    @property
    def sender_name(self) -> str:
        """Who asks them to sign."""
        raise NotImplementedError

    def everyone(self) -> "QuerySet[Any]":
        """All who are asked to sign the same."""
        raise NotImplementedError

    def presented(self) -> list[Presented]:
        """The documents that are theirs to see and to sign, in order. There is at least one."""
        raise NotImplementedError

    def added(self) -> list[Presented]:
        """The files that signers have added to what is signed, for this one to read."""
        return []

    def files_asked(self) -> list[FileAsked]:
        """Those that this signer is asked to add now."""
        return []

    @property
    def has_to_sign_in(self) -> bool:
        """Whether they have to sign by account, so that the link lets them read only."""
        return False

    def is_turn(self, signers: Iterable[Any]) -> bool:
        """Whether this signer may sign now; `signers` are `everyone()`."""
        raise NotImplementedError

    def may_act(self, now: datetime) -> bool:
        """Whether the link is good at that instant: there is something to sign, and this signer is not done."""
        raise NotImplementedError

    def may_have_copy(self, now: datetime) -> bool:
        """For 90 days after signing, unless it came to nothing."""
        raise NotImplementedError

    def has_acted_since(self, at: datetime) -> bool:
        """Whether a step of theirs came after that: then they were reached, by what was sent then or in another way."""
        raise NotImplementedError

    def mailed(self, at: datetime) -> dict[str, Any]:
        """The columns, by name, once a mail server has taken a mail with a link."""
        return {"link_mailed_at": self.link_mailed_at or at}

    def step(self, verb: str, at: datetime) -> list[str]:
        """Set the columns that say that they have opened, authenticated, consented, or declined.

        `link_status` allows it. The answer is the columns' names; the caller saves them.
        """
        raise NotImplementedError


class LinkQuerySet(models.QuerySet["Link"]):
    def with_token(self, token: str) -> "LinkQuerySet":
        """The link of this secret, whatever its purpose."""
        return self.filter(token_hash=link_tokens.hashed(token))

    def to_sign(self) -> "LinkQuerySet":
        """Signing links, with signer, what is signed, and organization."""
        return self.filter(purpose=Link.Purpose.SIGN).select_related(
            "signer__envelope__organization", "package_signer__signing__location__company__organization"
        )

    def to_copy(self) -> "LinkQuerySet":
        """Links to a copy, with signer, what was signed, and seal."""
        return self.filter(purpose=Link.Purpose.COPY).select_related(
            "signer__envelope__trail__seal", "package_signer__signing__trail__seal"
        )


def one_holder(name: str) -> models.CheckConstraint:
    """A link or a challenge is of one signer."""
    condition = Q(signer=None, package_signer__isnull=False) | Q(signer__isnull=False, package_signer=None)
    return models.CheckConstraint(name=name, condition=condition)


class Link(models.Model):
    """Lets one signer in. A mail that is sent again brings a new link; the earlier ones stay good until replaced."""

    class Purpose(models.TextChoices):
        SIGN = "sign"
        COPY = "copy"

    signer = models.ForeignKey("signing.Signer", on_delete=models.CASCADE, null=True, related_name="links")
    package_signer = models.ForeignKey(
        "signing.PackageSigner", on_delete=models.CASCADE, null=True, related_name="links", db_index=False
    )
    purpose = models.CharField(max_length=4, choices=Purpose)
    # SHA-256 of the secret, in hex; the secret itself is nowhere.
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["package_signer"], name="links_of_package_signer"),)
        constraints = (
            models.CheckConstraint(name="link_purpose_is_known", condition=Q(purpose__in=["sign", "copy"])),
            one_holder("link_is_of_one_signer"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.signer_id or self.package_signer_id}"

    @property
    def holder(self) -> Any:
        """The signer whose link it is."""
        return self.signer or self.package_signer
