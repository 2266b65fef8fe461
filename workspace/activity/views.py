"""`/v1/workspace/activity`."""

from typing import Any

from django.db.models import Q
from rest_framework.mixins import ListModelMixin

from safeclose.http.pagination import Parts
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

    def get_queryset(self) -> Any:
        user = user_of(self.request)
        own, active = Q(user__only=user.pk), active_organization_of(user=user)
        return Parts(Event.objects.all(), [own, Q(organization__only=active.pk)] if active else [own])
