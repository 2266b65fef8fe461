"""Shapes of comments."""

from typing import Any

from rest_framework import serializers

from documents.chattel.comments.models import Comment
from safeclose import clock
from safeclose.http.fields import Text, Timestamp


class NewComment(serializers.Serializer[Any]):
    """The body of a comment."""

    text = Text(max_length=2000)


class CommentAnswer(serializers.Serializer[Any]):
    """A comment."""

    id = serializers.CharField()
    text = serializers.CharField()
    authorId = serializers.CharField()
    authorName = serializers.CharField()
    createdAt = Timestamp()


class OneComment(serializers.Serializer[Any]):
    """A comment, wrapped."""

    comment = CommentAnswer()


class CommentPage(serializers.Serializer[Any]):
    """The most recent 80, oldest first; the cursor leads to earlier ones."""

    comments = CommentAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_comment(comment: Comment) -> dict[str, Any]:
    """A comment as sent to clients."""
    return {
        "id": comment.id,
        "text": comment.text,
        "authorId": str(comment.author_id),
        "authorName": comment.author_name,
        "createdAt": clock.iso(comment.created_at),
    }
