"""What is written about comments."""

import orjson
from django.db.models import Max

from documents.chattel.comments.models import Comment
from documents.chattel.comments.serializers import CommentShape
from documents.chattel.register import steps
from safeclose.actors import Actor
from safeclose.gateways import realtime
from safeclose.records.transactions import action
from safeclose.refusals import Unavailable
from workspace.events import bus

UNAVAILABLE = "Redis not configured."


def channel_of(document_id: str) -> str:
    """Where the comments on a document are published."""
    return f"safeclose:comments:{document_id}"


def post(*, owner_id: int, document_id: str, text: str, by: Actor) -> Comment:
    """Store a comment and tell the subscribers; raises Unavailable, and stores nothing, where they can't be told."""
    try:
        realtime.require()  # before anything is locked
        return _store(owner_id=owner_id, document_id=document_id, text=text, by=by)
    except realtime.Fault as fault:
        raise Unavailable(UNAVAILABLE) from fault


@action
def _store(*, owner_id: int, document_id: str, text: str, by: Actor) -> Comment:
    """Published as the last step: a fault takes back what was stored.

    Whoever hears of the comment finds it in the database once the lock on the document is theirs.
    """
    assert by.user_id is not None
    document = steps.lock(owner_id, document_id)
    last = document.comments.aggregate(last=Max("number"))["last"] or 0
    comment: Comment = Comment.objects.create(
        document=document, number=last + 1, author_id=by.user_id, author_name=by.name, text=text
    )
    bus.publish("comment.created", about=comment, by=by)
    realtime.publish(channel_of(document.id), orjson.dumps(CommentShape(comment).data))
    return comment
