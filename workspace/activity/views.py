"""`/v1/workspace/activity`."""

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from workspace.activity.serializers import EventAnswer, EventPage
from workspace.events.models import Event
from workspace.identity.callers import user_of
from workspace.identity.models import User
from workspace.organizations.active_organization.actions import active_organization_of
from workspace.organizations.members.own_viewset import OwnViewSet


class Activity(OwnViewSet):
    """What happened."""

    parameters = {"list": ("cursor", "limit")}
    queryset = Event.objects.none()
    serializer_class = EventPage

    @extend_schema(responses=EventPage, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """Events of the caller's own documents and of their active organization, newest first."""
        events, cursor = page(_feed(user_of(request)), request, order=["-id"])
        return Response(listed("events", EventAnswer(events, many=True).data, cursor))


def _feed(user: User) -> "QuerySet[Event]":
    own, active = Q(user=user), active_organization_of(user=user)
    return Event.objects.filter(own | Q(organization=active) if active else own)
