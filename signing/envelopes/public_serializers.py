"""Shapes of the public signing route."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Switch, Text, Timestamp
from safeclose.http.text_fields import Line
from signing.ceremony.disclosure import Disclosure
from signing.ceremony.lifecycle import NEXT, SignerStatus
from signing.envelopes.identification.challenges import newest_open
from signing.envelopes.identification.models import Challenge
from signing.envelopes.models import Signer
from signing.envelopes.public_actions import Signed
from signing.envelopes.serializers import copy_url
from signing.envelopes.turns import Turn

ACTIONS = ("authenticate", "consent", "sign", "decline")


class SigningStep(serializers.Serializer[Any]):
    """The body of a signer's step."""

    action = serializers.ChoiceField(ACTIONS)
    signatureText = Line(max_length=200, required=False, allow_null=True)
    language = serializers.ChoiceField(["en", "fr"], required=False)
    reason = Text(max_length=1000, required=False, allow_null=True, allow_blank=True)
    codeVerified = Switch(required=False, help_text="Never believed by itself.")
    turnstileToken = Text(required=False, allow_null=True, max_length=2048)


class CodeWanted(serializers.Serializer[Any]):
    """The body of a request for a code."""

    channel = serializers.ChoiceField(Challenge.Channel.choices, required=False, allow_null=True)
    language = serializers.ChoiceField(["en", "fr"], required=False)


class CodeGiven(serializers.Serializer[Any]):
    """A code, or the answers to the questions in their order."""

    code = Line(max_length=20, required=False)
    answers = serializers.ListField(child=Line(max_length=200, allow_blank=True), required=False, max_length=5)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError unless it is one of the two."""
        if ("code" in attrs) == ("answers" in attrs):
            raise serializers.ValidationError("Give either code or answers.")
        return attrs


class ChallengeShown(serializers.Serializer[Any]):
    """What was asked, where it was sent (masked), and until when it is good."""

    channel = serializers.ChoiceField(Challenge.Channel.choices)
    to = serializers.CharField(allow_null=True)
    questions = serializers.ListField(child=serializers.CharField())
    expiresAt = Timestamp()
    verified = serializers.BooleanField()


class ChallengeState(serializers.Serializer[Any]):
    """The answer to asking for a code, and to giving one."""

    state = serializers.ChoiceField(["active"])
    challenge = ChallengeShown()


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
    challenge = ChallengeShown(required=False, allow_null=True)
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
            "signed": sum(one.status == SignerStatus.SIGNED for one in turn.signers),
            "sender": envelope.organization.name,
        },
        "disclosure": disclosure.as_dict(),
        "next": NEXT[SignerStatus(signer.status)],
        "challenge": challenged(challenge) if (challenge := newest_open(signer, turn.at)) else None,
        "turnstileSiteKey": settings.TURNSTILE_SITE_KEY or None,
    }


def stepped(signer: Signer) -> dict[str, Any]:
    """The answer to `authenticate` and `consent`."""
    return {"state": "active", "signer": {"status": signer.status}, "next": NEXT[SignerStatus(signer.status)]}


def signed(done: Signed) -> dict[str, Any]:
    """The answer to `sign`."""
    return {
        "state": "signed",
        "signer": {"status": done.signer.status},
        "next": None,
        "completed": done.completed,
        "signedAt": clock.iso(done.event.at),
        "eventHash": done.event.chain_hash,
        "copyUrl": copy_url(done.copy_token),
    }


def challenged(challenge: Challenge) -> dict[str, Any]:
    """A challenge, as its signer sees it."""
    signer = challenge.signer
    to = {"email": masked_email(signer.email or ""), "sms": masked_phone(signer.phone or "")}.get(challenge.channel)
    is_kba = challenge.channel == Challenge.Channel.KBA
    return {
        "channel": challenge.channel,
        "to": to,
        "questions": [one["question"] for one in signer.questions] if is_kba else [],
        "expiresAt": clock.iso(challenge.expires_at()),
        "verified": challenge.verified_at is not None,
    }


def masked_email(address: str) -> str:
    """`b•••@example.com`: enough for its owner to know where to look."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def masked_phone(number: str) -> str:
    """`•••1234`."""
    digits = [sign for sign in number if sign.isdigit()]
    return f"•••{''.join(digits[-4:] if len(digits) > 7 else digits[-2:])}"
