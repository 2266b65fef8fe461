"""Shapes of comments."""

from rest_framework.serializers import CharField

from documents.chattel.account_views import ChattelBodyShape
from safeclose.http.fields import NumericId, Text, Timestamp
from safeclose.http.shapes import Shape


class NewCommentShape(ChattelBodyShape):
    text = Text(max_length=2000)


class CommentShape(Shape):
    """A comment."""

    id = CharField()
    text = CharField()
    author_id = NumericId()
    author_name = CharField()
    created_at = Timestamp()
