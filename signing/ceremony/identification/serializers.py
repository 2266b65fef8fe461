"""How a sender says by what a signer is identified."""

from collections.abc import Mapping
from typing import Any

from rest_framework.serializers import CharField, ChoiceField, ListField, ValidationError

from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.phone_numbers import international
from signing.ceremony.identification.bounds import MIN_ANSWER_CHARACTERS
from signing.ceremony.identification.methods import AuthMethod
from signing.ceremony.identification.secrets import compared

# What a method needs to be told about a signer: the key of the body, and in words.
NEEDS = {
    AuthMethod.EMAIL_OTP: ("email", "an e-mail address"),
    AuthMethod.SMS_OTP: ("phone", "a telephone number"),
    AuthMethod.KBA: ("kba", "questions"),
}
REGION = "CA"  # of numbers that are given without their country's code
NO_PHONE_NUMBER = "Must be a telephone number that can get texts, such as +16135550100."


class NewQuestionShape(Shape):
    """A question whose answer the sender knows; of the answer only a keyed hash is kept."""

    question = Line(max_length=200)
    answer = Line(max_length=200)


class DeliveryShape(Shape):
    """The body of a request for a fresh link; all of it is optional."""

    delivery = ChoiceField(["return", "email"], default="return")


class FreshLinkShape(Shape):
    """A signer's new link; null where the service mails it."""

    url = CharField(allow_null=True)


def questions_field() -> ListField:
    return ListField(child=NewQuestionShape(), required=False, allow_null=True, min_length=1, max_length=5)


def checked(attrs: dict[str, Any]) -> dict[str, Any]:
    """`auth_method`, `email`, `phone`, `kba` of a body, the number in the form that texts need.

    Raises ValidationError where the method lacks what it identifies by, or has no use for questions. Also for answers
    that are too short.
    """
    method = attrs.get("auth_method", AuthMethod.EMAIL_LINK)
    key, what = NEEDS.get(method, ("", ""))
    if key and not attrs.get(key):
        raise ValidationError({key: [f"{method} needs {what}."]})
    if method == AuthMethod.SMS_OTP:
        attrs["phone"] = international(attrs["phone"], region=REGION)
        if attrs["phone"] is None:
            raise ValidationError({"phone": [NO_PHONE_NUMBER]})
    if attrs.get("kba") and method != AuthMethod.KBA:
        raise ValidationError({"kba": ["Only kba asks questions."]})
    if short := _short_answers(attrs.get("kba") or []):
        raise ValidationError({"kba": short})
    return attrs


def _short_answers(questions: list[Mapping[str, str]]) -> dict[Any, Any]:
    """Errors of answers that are too short in the form in which they are compared, by the number of the question."""
    sentence = f"Must have at least {MIN_ANSWER_CHARACTERS} characters."
    return {
        number: {"answer": [sentence]}
        for number, one in enumerate(questions)
        if len(compared(one["answer"])) < MIN_ANSWER_CHARACTERS
    }
