"""Shapes of search."""

from rest_framework.serializers import CharField, FloatField

from safeclose.http.fields import WholeNumberParameter
from safeclose.http.pagination import MAX_PAGE_SIZE
from safeclose.http.shapes import Shape

MAX_QUESTION_CHARACTERS = 1_000


class SearchQueryShape(Shape):
    q = CharField(
        default="",
        trim_whitespace=False,
        allow_blank=True,
        max_length=MAX_QUESTION_CHARACTERS,
        error_messages={"max_length": f"must have at most {MAX_QUESTION_CHARACTERS} characters."},
        help_text="At most 1,000 characters.",
    )
    limit = WholeNumberParameter(min_value=1, max_value=MAX_PAGE_SIZE, required=False)


class HitShape(Shape):
    """A document that was found."""

    document_id = CharField()
    score = FloatField(min_value=0, max_value=1, help_text="Cosine similarity; more is nearer.")


class HitsShape(Shape):
    """At most 20, the best first."""

    hits = HitShape(many=True)
