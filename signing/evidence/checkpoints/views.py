"""`/api/checkpoints`: signed statements about all trails, to be copied to where the service can't change them."""

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin

from safeclose.http.views import RetrieveMixin
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.checkpoints.serializers import CheckpointDetailShape, CheckpointShape
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Checkpoints(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """Checkpoints of the caller's organization, newest first."""

    tag = "Verification"
    operations = {"list": "listCheckpoints", "retrieve": "getCheckpoint"}
    permission_classes = (InOrganization,)
    serializer_class = CheckpointDetailShape
    shapes = {"list": CheckpointShape}
    listed_as = "checkpoints"
    ordering = ("-seq",)

    def get_queryset(self) -> "QuerySet[Checkpoint]":
        rows: QuerySet[Checkpoint] = Checkpoint.objects.of(organization_of(self.request))
        return rows
