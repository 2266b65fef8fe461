"""`/api/checkpoints`: what the service vouched for, to be copied where it can't change it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.records.rows import found
from safeclose.refusals import Conflict
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.checkpoints.proofs import proof_for
from signing.evidence.checkpoints.serializers import (
    CheckpointList,
    OneCheckpoint,
    listed_checkpoint,
    one_checkpoint,
)
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Checkpoints(SignedInViewSet):
    """Checkpoints of the caller's organization."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (InOrganization,)
    queryset = Checkpoint.objects.none()
    serializer_class = OneCheckpoint
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=CheckpointList, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """Newest first."""
        rows, cursor = page(Checkpoint.objects.of(organization_of(request)), request, order=["-seq"])
        return Response(listed("checkpoints", [listed_checkpoint(row) for row in rows], cursor))

    @extend_schema(responses=OneCheckpoint)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One, with its certificates."""
        return Response(one_checkpoint(found(Checkpoint.objects.of(organization_of(request)), id=pk)))


def proof_answer(trail_id: str | None) -> Response:
    """What the newest checkpoint says about a trail; raises Conflict while there is none."""
    proof = proof_for(trail_id) if trail_id else None
    if proof is None:
        raise Conflict("No checkpoint knows this trail yet; one is made every day.")
    return Response(proof)
