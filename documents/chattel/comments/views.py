"""`/v1/documents/:id/comments`."""

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import OneDocumentViewSet
from documents.chattel.comments import actions
from documents.chattel.comments.models import Comment
from documents.chattel.comments.serializers import CommentShape, NewCommentShape
from documents.chattel.comments.stream import open_stream
from safeclose.http import event_streams
from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of


class Comments(OneDocumentViewSet):
    """What is said about one chattel document."""

    tag = "Chattel documents"
    operations = {"list": "listChattelComments", "create": "createChattelComment", "stream": "streamChattelComments"}
    ignores_unknown_parameters = ("list", "create")
    serializer_class = CommentShape
    listed_as = "comments"
    wrapped_as = "comment"
    ordering = ("-number",)
    page_size = max_page_size = 80

    def get_queryset(self) -> "QuerySet[Comment]":
        return self.document.comments.all()

    def list(self, request: Request, document_id: str) -> Response:
        """The most recent 80, oldest first; the cursor leads to earlier ones."""
        # Not DRF's: a page is made from the newest backwards, and read forwards.
        newest_first = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(self.get_serializer(newest_first[::-1], many=True).data)

    @statuses(201)
    @reads(NewCommentShape)
    def create(self, request: Request, document_id: str, body: dict[str, str]) -> Response:
        """Say something, to all who listen."""
        document = self.document
        comment = actions.post(owner_id=document.owner_id, document_id=document.id, by=actor_of(request), **body)
        return self.answer(comment, status=201)

    @extend_schema(
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
        parameters=[OpenApiParameter("Last-Event-ID", location=OpenApiParameter.HEADER)],
    )
    @route(detail=False)
    def stream(self, request: Request, document_id: str) -> StreamingHttpResponse:
        """Comments as they are made, as server-sent events called `comment`; with Last-Event-ID, those since then."""
        last_event_id = request.headers.get("Last-Event-ID", "").strip()
        parts = () if request.method == "HEAD" else open_stream(self.document, last_event_id)
        return event_streams.answer(parts)
