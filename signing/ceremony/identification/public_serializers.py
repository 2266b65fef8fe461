"""Shapes of a signer's identification."""

from typing import Any

from rest_framework.serializers import BooleanField, CharField, ChoiceField, ListField, ValidationError

from safeclose.http.fields import Constant, Timestamp
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from signing.ceremony.identification.models import Challenge


class NewCodeShape(Shape):
    """The body of a request for a code."""

    channel = ChoiceField(Challenge.Channel.choices, default=None, allow_null=True)
    language = ChoiceField(["en", "fr"], required=False)


class GivenCodeShape(Shape):
    """A code, or the answers to the questions in their order."""

    code = Line(max_length=20, required=False)
    answers = ListField(child=Line(max_length=200, allow_blank=True), required=False, max_length=5)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError unless it is one of the two."""
        if ("code" in attrs) == ("answers" in attrs):
            raise ValidationError("Give either code or answers.")
        return attrs


class ChallengeShape(Shape):
    """What was asked, where it was sent (masked), and until when it is good."""

    channel = ChoiceField(Challenge.Channel.choices)
    to = CharField(allow_null=True)
    questions = ListField(child=CharField())
    expires_at = Timestamp()
    verified = BooleanField()
    locked = BooleanField(required=False, help_text="Only where the link is locked: then it is true.")

    def get_to(self, challenge: Challenge) -> str | None:
        match challenge.channel:
            case Challenge.Channel.EMAIL:
                return masked_email(challenge.holder.email or "")
            case Challenge.Channel.SMS:
                return masked_phone(challenge.holder.phone or "")
        return None

    def get_questions(self, challenge: Challenge) -> list[str]:
        if challenge.channel != Challenge.Channel.KBA or challenge.holder.locked_at:
            return []
        return [each["question"] for each in challenge.holder.questions]

    def get_locked(self, challenge: Challenge) -> bool | None:
        return True if challenge.holder.locked_at else None

    def get_verified(self, challenge: Challenge) -> bool:
        return challenge.verified_at is not None


class ChallengeStateShape(Shape):
    """The answer to asking for a code, and to giving one."""

    state = Constant("active")
    challenge = ChallengeShape(source="*")


def masked_email(address: str) -> str:
    """`b•••@example.com`: enough for its owner to know where to look."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def masked_phone(number: str) -> str:
    """`•••1234`."""
    digits = [sign for sign in number if sign.isdigit()]
    return f"•••{''.join(digits[-4:] if len(digits) > 7 else digits[-2:])}"
