"""Shapes of the public signing route."""

from typing import Any

from django.conf import settings
from rest_framework.serializers import BooleanField, CharField, ChoiceField, FloatField, IntegerField, ListField

from documents.rendering.page_images import page_sizes
from safeclose.http.fields import Constant, Switch, Text, Timestamp
from safeclose.http.shapes import Shape
from safeclose.messages.letters import Brand
from signing.ceremony.identification.methods import AuthMethod
from signing.ceremony.identification.public_serializers import ChallengeShape
from signing.ceremony.initials import initials_of
from signing.ceremony.lifecycle import SignerStatus
from signing.ceremony.links import copy_url
from signing.ceremony.models import LinkSigner, Presented
from signing.ceremony.serializers import AdoptionShape, DisclosureShape, MarkShape, ShownBrandShape
from signing.ceremony.turns import Turn
from workspace.organizations.brand import brand_of

ACTIONS = ("authenticate", "consent", "sign", "decline")


class SigningStepShape(AdoptionShape):
    """The body of a signer's step."""

    action = ChoiceField(ACTIONS)
    document_id = Text(
        max_length=64, default=None, allow_null=True, help_text="Which document is signed; without it the next one."
    )
    language = ChoiceField(["en", "fr"], required=False)
    reason = Text(max_length=1000, default=None, allow_null=True, allow_blank=True)
    code_verified = Switch(required=False, help_text="Never believed by itself.")
    turnstile_token = Text(default=None, allow_null=True, max_length=2048)


class DocumentQueryShape(Shape):
    document = CharField(max_length=64, required=False)


class TextQueryShape(DocumentQueryShape):
    """In which form the text of a document is asked for."""

    format = ChoiceField(["text", "html"], default="text")


class PageSizeShape(Shape):
    """Of a page as it is shown, in points."""

    width = FloatField()
    height = FloatField()


class PresentedDocumentShape(Shape):
    """What is signed."""

    # The view gives the link's secret as `token`, and whether there are `several` documents.
    id = CharField(required=False, help_text="Only where there may be several documents.")
    title = CharField()
    sha256 = CharField()
    page_count = IntegerField()
    file_url = CharField()
    pages = ListField(child=CharField())
    page_sizes = PageSizeShape(many=True)
    text_url = CharField()

    def get_id(self, document: Presented) -> str | None:
        return document.id if self.context["several"] else None

    def get_file_url(self, document: Presented) -> str:
        return self._url(document, "file")

    def get_pages(self, document: Presented) -> list[str]:
        return [self._url(document, f"pages/{number}.png") for number in range(1, document.page_count + 1)]

    def get_text_url(self, document: Presented) -> str:
        return self._url(document, "text")

    def _url(self, document: Presented, name: str) -> str:
        url = f"{settings.PUBLIC_URL}/api/public/sign/{self.context['token']}/{name}"
        return f"{url}?document={document.id}" if self.context["several"] else url

    def get_page_sizes(self, document: Presented) -> list[dict[str, float]]:
        return [size._asdict() for size in page_sizes(document.sha256)]


class ListedDocumentShape(PresentedDocumentShape):
    """One of several documents."""

    required_ = BooleanField(source="is_required")
    signed = BooleanField(source="is_signed", help_text="By this signer.")
    signable = BooleanField(
        source="is_open", help_text="False while its step of the flow has not come: until then it can only be read."
    )
    marks = MarkShape(many=True, help_text="This signer's, in reading order.")

    def get_marks(self, document: Presented) -> list[dict[str, Any]]:
        marks: list[dict[str, Any]] = self.context["marks_of"](document)
        return marks


class AddedDocumentShape(PresentedDocumentShape):
    """A file that a signer added, to be read."""

    added_by = CharField(help_text="The signer's name.")
    added_at = Timestamp()


class FileAskedShape(Shape):
    """A file that this signer is asked to add, as a PDF."""

    step = IntegerField(help_text="Which step of the flow asks for it.")
    title = CharField(help_text="What the step is called.")


class LinkHolderShape(Shape):
    """Whose link it is."""

    name = CharField()
    role = CharField()
    status = ChoiceField(SignerStatus.choices, source="link_status")
    auth_method = ChoiceField(AuthMethod.choices)
    order = IntegerField()
    initials = CharField(help_text="Those that are proposed for the name.")
    language = ChoiceField(["en", "fr"], allow_null=True, help_text="As the sender said; null where they did not.")
    paper_requested_at = Timestamp(allow_null=True)
    has_to_sign_in = BooleanField(
        help_text="Whether they have to sign by account, where the sender offers that; the link lets them read only."
    )

    def get_initials(self, signer: LinkSigner) -> str:
        return initials_of(signer.name)


class SigningProgressShape(Shape):
    """How far it is, and who sent it."""

    mode = ChoiceField(["parallel", "sequential"])
    expires_at = Timestamp(source="subject.expires_at", allow_null=True)
    signers = IntegerField()
    signed = IntegerField()
    sender = CharField(source="signer.sender_name")
    brand = ShownBrandShape(allow_null=True)

    def get_brand(self, turn: Turn) -> Brand | None:
        return brand_of(turn.signer.organization)

    def get_signers(self, turn: Turn) -> int:
        return len(turn.signers)

    def get_signed(self, turn: Turn) -> int:
        return sum(signer.link_status == SignerStatus.SIGNED for signer in turn.signers)


class SigningStateShape(Shape):
    """What a link shows; while others sign first, the state, the title, and how far they are."""

    state = ChoiceField(["active", "waiting"])
    title = CharField(required=False, help_text="With `waiting`.")
    document = PresentedDocumentShape(required=False)
    documents = ListedDocumentShape(
        many=True, required=False, help_text="Of a package: all that this signer is asked to sign, in order."
    )
    added = AddedDocumentShape(many=True, required=False, help_text="Of a package: files that its signers added.")
    files_asked = FileAskedShape(
        many=True, required=False, help_text="Of a package: the files that this signer is asked to add now."
    )
    signer = LinkHolderShape(source="turn.signer", required=False)
    envelope = SigningProgressShape(required=False)
    disclosure = DisclosureShape(required=False)
    marks = MarkShape(many=True, required=False, help_text="This signer's, in reading order.")
    next = CharField(source="turn.signer.next_step", required=False, allow_null=True)
    challenge = ChallengeShape(required=False, allow_null=True)
    turnstile_site_key = CharField(required=False, allow_null=True)


class SteppedSignerShape(Shape):
    status = ChoiceField(SignerStatus.choices, source="link_status")


class StepTakenShape(Shape):
    """The answer to a step, and to a file that was added. After `decline` it has the state alone.

    After `sign` it is `active` where the signer has more documents to sign, of which `document` is the next.
    """

    state = ChoiceField(["active", "signed", "declined"])
    signer = SteppedSignerShape(required=False)
    next = CharField(source="signer.next_step", required=False, allow_null=True)
    completed = BooleanField(required=False)
    signed_at = Timestamp(source="event.at", required=False)
    event_hash = CharField(source="event.chain_hash", required=False)
    copy_url = CharField(required=False)
    document = PresentedDocumentShape(required=False)
    documents = ListedDocumentShape(many=True, required=False)
    added = AddedDocumentShape(required=False, help_text="After a file was added: that one.")

    def get_copy_url(self, step: dict[str, Any]) -> str | None:
        return copy_url(step["copy_token"]) if step.get("copy_token") else None


class PendingShape(Shape):
    """The copy is not there yet."""

    state = Constant("pending")


class CopyShape(Shape):
    """A signed document, sealed."""

    # With the link's secret as `token`.
    id = CharField()
    title = CharField()
    sha256 = CharField(help_text="Of what was presented.")
    url = CharField(help_text="The sealed PDF.")

    def get_url(self, document: Presented) -> str:
        return f"{copy_url(self.context['token'])}?document={document.id}"


class CopiesShape(Shape):
    """What a signer of several documents gets."""

    state = Constant("ready")
    documents = CopyShape(many=True)
