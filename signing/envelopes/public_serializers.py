"""Shapes of the public signing route."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from documents.paper.lines import Line
from safeclose import clock
from safeclose.api.fields import Text, Timestamp
from signing.envelopes.disclosure import Disclosure
from signing.envelopes.lifecycle import NEXT
from signing.envelopes.models import Signer
from signing.envelopes.public_actions import Signed, Turn

ACTIONS = ("authenticate", "consent", "sign", "decline")


class SigningStep(serializers.Serializer[Any]):
    """The body of a signer's step."""

    action = serializers.ChoiceField(ACTIONS)
    signatureText = Line(max_length=200, required=False, allow_null=True)
    language = serializers.ChoiceField(["en", "fr"], required=False)
    reason = Text(max_length=1000, required=False, allow_null=True, allow_blank=True)


class ShownDocument(serializers.Serializer[Any]):
    """What is signed."""

    title = serializers.CharField()
    sha256 = serializers.CharField()
    pageCount = serializers.IntegerField()
    fileUrl = serializers.CharField()
    pages = serializers.ListField(child=serializers.CharField())
    textUrl = serializers.CharField()


class ShownSigner(serializers.Serializer[Any]):
    """Whose link it is."""

    name = serializers.CharField()
    role = serializers.CharField()
    status = serializers.ChoiceField(Signer.Status.choices)
    authMethod = serializers.ChoiceField(Signer.AuthMethod.choices)
    order = serializers.IntegerField()


class SigningState(serializers.Serializer[Any]):
    """What a link shows; `waiting` has the state alone."""

    state = serializers.ChoiceField(["active", "waiting"])
    document = ShownDocument(required=False)
    signer = ShownSigner(required=False)
    envelope = serializers.DictField(required=False)
    disclosure = serializers.DictField(required=False)
    next = serializers.CharField(required=False, allow_null=True)
    challenge = serializers.DictField(required=False, allow_null=True)
    turnstileSiteKey = serializers.CharField(required=False, allow_null=True)


class StepTaken(serializers.Serializer[Any]):
    """The answer to a step."""

    state = serializers.ChoiceField(["active", "signed", "declined"])
    signer = serializers.DictField(required=False)
    next = serializers.CharField(required=False, allow_null=True)
    completed = serializers.BooleanField(required=False)
    signedAt = Timestamp(required=False)
    eventHash = serializers.CharField(required=False)
    copyUrl = serializers.CharField(required=False)


class Gone(serializers.Serializer[Any]):
    """For every link that is not, or no longer, good."""

    state = serializers.ChoiceField(["gone"])


class Pending(serializers.Serializer[Any]):
    """The copy is not there yet."""

    state = serializers.ChoiceField(["pending"])


def shown(turn: Turn, token: str, disclosure: Disclosure) -> dict[str, Any]:
    """What the holder of a link sees."""
    if not turn.is_now():
        return {"state": "waiting"}
    envelope, signer = turn.envelope, turn.signer
    base = f"{settings.PUBLIC_URL}/api/public/sign/{token}"
    return {
        "state": "active",
        "document": {
            "title": envelope.title,
            "sha256": envelope.document_sha256,
            "pageCount": envelope.page_count,
            "fileUrl": f"{base}/file",
            "pages": [f"{base}/pages/{number}.png" for number in range(1, envelope.page_count + 1)],
            "textUrl": f"{base}/text",
        },
        "signer": {
            "name": signer.name,
            "role": signer.role,
            "status": signer.status,
            "authMethod": signer.auth_method,
            "order": signer.order,
        },
        "envelope": {
            "mode": envelope.mode,
            "expiresAt": clock.iso(envelope.expires_at) if envelope.expires_at else None,
            "signers": len(turn.signers),
            "signed": sum(one.status == "signed" for one in turn.signers),
            "sender": envelope.organization.name,
        },
        "disclosure": disclosure.as_dict(),
        "next": NEXT[signer.status],
        "challenge": None,
        "turnstileSiteKey": None,
    }


def stepped(signer: Signer) -> dict[str, Any]:
    """The answer to `authenticate` and `consent`."""
    return {"state": "active", "signer": {"status": signer.status}, "next": NEXT[signer.status]}


def signed(done: Signed) -> dict[str, Any]:
    """The answer to `sign`."""
    return {
        "state": "signed",
        "signer": {"status": done.signer.status},
        "next": None,
        "completed": done.completed,
        "signedAt": clock.iso(done.event.at),
        "eventHash": done.event.chain_hash,
        "copyUrl": f"{settings.PUBLIC_URL}/api/public/copy/{done.copy_token}",
    }
