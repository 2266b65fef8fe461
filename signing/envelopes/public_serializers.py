"""Shapes of the public signing route."""

from typing import Any

from django.conf import settings
from rest_framework.serializers import BooleanField, CharField, ChoiceField, IntegerField, ListField

from safeclose.http.fields import Constant, Switch, Text, Timestamp
from safeclose.http.shapes import Shape
from signing.ceremony.initials import initials_of
from signing.ceremony.serializers import AdoptionShape, DisclosureShape, MarkShape
from signing.envelopes.identification.public_serializers import ChallengeShape
from signing.envelopes.links import copy_url
from signing.envelopes.models import Envelope, Signer
from signing.envelopes.turns import Turn

ACTIONS = ("authenticate", "consent", "sign", "decline")


class SigningStepShape(AdoptionShape):
    """The body of a signer's step."""

    action = ChoiceField(ACTIONS)
    language = ChoiceField(["en", "fr"], required=False)
    reason = Text(max_length=1000, default=None, allow_null=True, allow_blank=True)
    code_verified = Switch(required=False, help_text="Never believed by itself.")
    turnstile_token = Text(default=None, allow_null=True, max_length=2048)


class PresentedDocumentShape(Shape):
    """What is signed."""

    # The view gives the link's secret as `token`.
    title = CharField()
    sha256 = CharField(source="document_sha256")
    page_count = IntegerField()
    file_url = CharField()
    pages = ListField(child=CharField())
    text_url = CharField()

    def get_file_url(self, envelope: Envelope) -> str:
        return f"{self._url()}/file"

    def get_pages(self, envelope: Envelope) -> list[str]:
        return [f"{self._url()}/pages/{number}.png" for number in range(1, envelope.page_count + 1)]

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

    def get_initials(self, signer: Signer) -> str:
        return initials_of(signer.name)


class SigningProgressShape(Shape):
    """How far the envelope is, and who sent it."""

    mode = ChoiceField(Envelope.Mode.choices, source="envelope.mode")
    expires_at = Timestamp(source="envelope.expires_at", allow_null=True)
    signers = IntegerField()
    signed = IntegerField()
    sender = CharField(source="envelope.organization.name")

    def get_signers(self, turn: Turn) -> int:
        return len(turn.signers)

    def get_signed(self, turn: Turn) -> int:
        return sum(signer.status == Signer.Status.SIGNED for signer in turn.signers)


class SigningStateShape(Shape):
    """What a link shows; `waiting` has the state alone."""

    state = ChoiceField(["active", "waiting"])
    document = PresentedDocumentShape(source="turn.envelope", required=False)
    signer = LinkHolderShape(source="turn.signer", required=False)
    envelope = SigningProgressShape(source="turn", required=False)
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
