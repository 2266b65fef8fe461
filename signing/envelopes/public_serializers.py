"""Shapes of the public signing route."""

from typing import Any

from django.conf import settings
from rest_framework.serializers import BooleanField, CharField, ChoiceField, FloatField, IntegerField, ListField

from documents.rendering.page_images import page_sizes
from safeclose.http.fields import Constant, Switch, Text, Timestamp
from safeclose.http.shapes import Shape
from safeclose.messages.letters import Brand
from signing.ceremony.initials import initials_of
from signing.ceremony.serializers import AdoptionShape, DisclosureShape, MarkShape, ShownBrandShape
from signing.envelopes.identification.public_serializers import ChallengeShape
from signing.envelopes.links import copy_url
from signing.envelopes.models import Envelope, Signer
from signing.envelopes.turns import Turn
from workspace.organizations.brand import brand_of

ACTIONS = ("authenticate", "consent", "sign", "decline")


class SigningStepShape(AdoptionShape):
    """The body of a signer's step."""

    action = ChoiceField(ACTIONS)
    language = ChoiceField(["en", "fr"], required=False)
    reason = Text(max_length=1000, default=None, allow_null=True, allow_blank=True)
    code_verified = Switch(required=False, help_text="Never believed by itself.")
    turnstile_token = Text(default=None, allow_null=True, max_length=2048)


class TextQueryShape(Shape):
    """In which form the text of a document is asked for."""

    format = ChoiceField(["text", "html"], default="text")


class PageSizeShape(Shape):
    """Of a page as it is shown, in points."""

    width = FloatField()
    height = FloatField()


class PresentedDocumentShape(Shape):
    """What is signed."""

    # The view gives the link's secret as `token`.
    title = CharField()
    sha256 = CharField(source="document_sha256")
    page_count = IntegerField()
    file_url = CharField()
    pages = ListField(child=CharField())
    page_sizes = PageSizeShape(many=True)
    text_url = CharField()

    def get_file_url(self, envelope: Envelope) -> str:
        return f"{self._url()}/file"

    def get_pages(self, envelope: Envelope) -> list[str]:
        return [f"{self._url()}/pages/{number}.png" for number in range(1, envelope.page_count + 1)]

    def get_page_sizes(self, envelope: Envelope) -> list[dict[str, float]]:
        return [size._asdict() for size in page_sizes(envelope.document_sha256)]

    def get_text_url(self, envelope: Envelope) -> str:
        return f"{self._url()}/text"

    def _url(self) -> str:
        return f"{settings.PUBLIC_URL}/api/public/sign/{self.context['token']}"


class LinkHolderShape(Shape):
    """Whose link it is."""

    name = CharField()
    role = CharField()
    status = ChoiceField(Signer.Status.choices)
    auth_method = ChoiceField(Signer.AuthMethod.choices)
    order = IntegerField()
    initials = CharField(help_text="Those that are proposed for the name.")
    language = ChoiceField(["en", "fr"], allow_null=True, help_text="As the sender said; null where they did not.")
    paper_requested_at = Timestamp(allow_null=True)

    def get_initials(self, signer: Signer) -> str:
        return initials_of(signer.name)


class SigningProgressShape(Shape):
    """How far the envelope is, and who sent it."""

    mode = ChoiceField(Envelope.Mode.choices, source="envelope.mode")
    expires_at = Timestamp(source="envelope.expires_at", allow_null=True)
    signers = IntegerField()
    signed = IntegerField()
    sender = CharField(source="envelope.organization.name")
    brand = ShownBrandShape(allow_null=True)

    def get_brand(self, turn: Turn) -> Brand | None:
        return brand_of(turn.envelope.organization)

    def get_signers(self, turn: Turn) -> int:
        return len(turn.signers)

    def get_signed(self, turn: Turn) -> int:
        return sum(signer.status == Signer.Status.SIGNED for signer in turn.signers)


class SigningStateShape(Shape):
    """What a link shows; while others sign first, the state, the title, and how far they are."""

    state = ChoiceField(["active", "waiting"])
    title = CharField(required=False, help_text="With `waiting`.")
    document = PresentedDocumentShape(source="turn.envelope", required=False)
    signer = LinkHolderShape(source="turn.signer", required=False)
    envelope = SigningProgressShape(required=False)
    disclosure = DisclosureShape(required=False)
    marks = MarkShape(many=True, required=False, help_text="This signer's, in reading order.")
    next = CharField(source="turn.signer.next_step", required=False, allow_null=True)
    challenge = ChallengeShape(required=False, allow_null=True)
    turnstile_site_key = CharField(required=False, allow_null=True)


class SteppedSignerShape(Shape):
    status = ChoiceField(Signer.Status.choices)


class StepTakenShape(Shape):
    """The answer to a step. After `decline` it has the state alone."""

    state = ChoiceField(["active", "signed", "declined"])
    signer = SteppedSignerShape(required=False)
    next = CharField(source="signer.next_step", required=False, allow_null=True)
    completed = BooleanField(required=False)
    signed_at = Timestamp(source="event.at", required=False)
    event_hash = CharField(source="event.chain_hash", required=False)
    copy_url = CharField(required=False)

    def get_copy_url(self, step: dict[str, Any]) -> str:
        return copy_url(step["copy_token"])


class PendingShape(Shape):
    """The copy is not there yet."""

    state = Constant("pending")
