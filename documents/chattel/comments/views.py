"""`/v1/documents/:id/comments`."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.chattel.account_views import AccountViewSet, own_document, read_body
from documents.chattel.comments import actions
from documents.chattel.comments.serializers import CommentPage, NewComment, OneComment, shown_comment
from documents.chattel.comments.stream import open_stream
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from workspace.identity.callers import actor_of

CAP = 80
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Comments(AccountViewSet):
    """What is said about one chattel document."""

    parameters = {"list": ("cursor", "limit")}
    fixed = ("list", "create")
    serializer_class = OneComment

    @extend_schema(responses=CommentPage, parameters=PAGED)
    def list(self, request: Request, document_id: str) -> Response:
        """The most recent 80, oldest first."""
        rows = own_document(request, document_id).comments.all()
        comments, cursor = page(rows, request, order=["-number"], cap=CAP)
        return Response(listed("comments", [shown_comment(comment) for comment in reversed(comments)], cursor))

    @extend_schema(request=NewComment, responses={201: OneComment})
    def create(self, request: Request, document_id: str) -> Response:
        """Say something, to all who listen."""
        document = own_document(request, document_id)
        text = read_body(NewComment, request)["text"]
        comment = actions.post(owner_id=document.owner_id, document_id=document.id, text=text, by=actor_of(request))
        return Response({"comment": shown_comment(comment)}, status=201)

    @extend_schema(
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
        parameters=[OpenApiParameter("Last-Event-ID", location=OpenApiParameter.HEADER)],
    )
    @route(detail=False)
    def stream(self, request: Request, document_id: str) -> StreamingHttpResponse:
        """Comments as they are made, as server-sent events called `comment`; with Last-Event-ID, those since then."""
        document = own_document(request, document_id)
        is_look = request.method == "HEAD"
        parts = () if is_look else open_stream(document, request.headers.get("Last-Event-ID", "").strip())
        return StreamingHttpResponse(parts, content_type="text/event-stream", headers=HEADERS)
