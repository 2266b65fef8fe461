"""`/v1/workspace/activity`."""

from django.db.models import Q, QuerySet
from rest_framework.mixins import ListModelMixin

from workspace.activity.serializers import EventShape
from workspace.events.models import Event
from workspace.identity.callers import user_of
from workspace.organizations.active_organization.actions import active_organization_of
from workspace.organizations.members.own_viewset import OwnViewSet


class Activity(ListModelMixin, OwnViewSet):
    """Events of the caller's own documents and of their active organization, newest first."""

    tag = "Organizations"
    operations = {"list": "listActivity"}
    serializer_class = EventShape
    listed_as = "events"

    def get_queryset(self) -> "QuerySet[Event]":
        user = user_of(self.request)
        own, active = Q(user=user), active_organization_of(user=user)
        return Event.objects.filter(own | Q(organization=active) if active else own)
