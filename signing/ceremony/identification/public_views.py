"""Identification of a signer by codes or questions, for the holder of a signing link."""

from django.utils.translation import get_language_from_request
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import statuses
from signing.ceremony.identification import actions
from signing.ceremony.identification.public_serializers import ChallengeStateShape, GivenCodeShape, NewCodeShape
from signing.ceremony.public_views import LinkViewSet


class SigningCodes(LinkViewSet):
    """Codes that are sent, and questions that are asked."""

    tag = "Signing links"
    operations = {"create": "requestSigningCode", "verify": "verifySigningCode"}
    limits = {"POST": ("sign", 30)}
    serializer_class = ChallengeStateShape

    @extend_schema(request=NewCodeShape)
    @statuses(200)
    def create(self, request: Request, token: str) -> Response:
        """Send the signer a code, or ask their questions."""
        link, body = self.get_object(), NewCodeShape.read(request.data)
        preferred = link.holder.language or get_language_from_request(request)
        language = body.get("language") or link.holder.disclosures.in_language(preferred).language
        challenge = actions.ask(link=link, channel=body["channel"], language=language, by=self.actor(link))
        return self.answer(challenge)

    @extend_schema(request=GivenCodeShape)
    @statuses(200)
    def verify(self, request: Request, token: str) -> Response:
        """Check a code, or answers."""
        link, body = self.get_object(), GivenCodeShape.read(request.data)
        return self.answer(actions.verify(link=link, by=self.actor(link), **body))
