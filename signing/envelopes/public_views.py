"""Signing by link: for anyone who holds one, without an account."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import get_language_from_request
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.rendering import page_images
from safeclose import clock
from safeclose.actors import Actor
from safeclose.gateways import turnstile
from safeclose.http import client_address
from safeclose.http.downloads import download
from safeclose.http.views import PublicViewSet, read
from safeclose.refusals import Conflict, Gone, Unknown
from safeclose.storage import files
from signing.ceremony import link_disclosure
from signing.ceremony.turns import OUT_OF_TURN
from signing.envelopes import public_actions
from signing.envelopes.identification import actions as identification
from signing.envelopes.models import Envelope, Link, Signer
from signing.envelopes.public_serializers import (
    ChallengeState,
    CodeGiven,
    CodeWanted,
    SigningState,
    SigningStep,
    StepTaken,
    challenged,
    shown,
    signed,
    stepped,
)
from signing.envelopes.public_serializers import Pending as PendingShape
from signing.evidence.sealed_files import sealed_file
from workspace.identity.callers import user_agent_of

FILE_LIMITS = {"GET": ("sign-files", 600)}
ANSWERS = {200: SigningState}
PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class SigningLink(PublicViewSet):
    """One signer's link. Without HEAD: no one has looked at anything then, so there is nothing to record."""

    http_method_names = ["get", "post", "options"]
    lookup_field = "token"
    lookup_value_regex = "[^/]+"
    limits = {"GET": ("sign", 60), "POST": ("sign", 30)}

    @extend_schema(responses=ANSWERS, operation_id="signing_link_show")
    def retrieve(self, request: Request, token: str) -> Response:
        """What is to be signed, by whom, and what comes next. The first look is recorded."""
        turn = public_actions.open_link(link=_link(token), by=_by(request))
        return Response(shown(turn, token, link_disclosure.in_language(get_language_from_request(request))))

    @extend_schema(request=SigningStep, responses={200: StepTaken}, operation_id="signing_link_step")
    def step(self, request: Request, token: str) -> Response:
        """Authenticate, consent, sign, or decline."""
        link, body, by = _link(token), read(SigningStep, request), _by(request)
        if body["action"] in ("sign", "decline"):
            turnstile.require_person(body.get("turnstileToken"), ip=client_address.of(request))
        match body["action"]:
            case "authenticate":
                says = body.get("codeVerified", False)
                return Response(stepped(public_actions.authenticate(link=link, says_verified=says, by=by)))
            case "consent":
                text = link_disclosure.in_language(body.get("language") or get_language_from_request(request))
                return Response(stepped(public_actions.consent(link=link, disclosure=text, by=by)))
            case "sign":
                name = body.get("signatureText")
                return Response(signed(public_actions.sign(link=link, signature_text=name, by=by)))
        public_actions.decline(link=link, reason=body.get("reason") or None, by=by)
        return Response({"state": "declined"})

    @extend_schema(request=CodeWanted, responses={200: ChallengeState})
    @route(detail=True, methods=["post"])
    def code(self, request: Request, token: str) -> Response:
        """Send the signer a code, or ask their questions."""
        link, body = _link(token), read(CodeWanted, request)
        language = body.get("language") or _language(request)
        challenge = identification.ask(link=link, channel=body.get("channel"), language=language, by=_by(request))
        return Response({"state": "active", "challenge": challenged(challenge)})

    @extend_schema(request=CodeGiven, responses={200: ChallengeState})
    @route(detail=True, methods=["post"], url_path="code/verify")
    def verify(self, request: Request, token: str) -> Response:
        """Check a code, or answers."""
        link, body = _link(token), read(CodeGiven, request)
        challenge = identification.verify(
            link=link, code=body.get("code"), answers=body.get("answers"), by=_by(request)
        )
        return Response({"state": "active", "challenge": challenged(challenge)})

    @extend_schema(responses=PDF)
    @route(detail=True, limits=FILE_LIMITS)
    def file(self, request: Request, token: str) -> HttpResponse:
        """The exact bytes that are signed."""
        envelope = _readable(token)
        content = files.read(envelope.document_sha256)
        return download(request, content, sha256=envelope.document_sha256, name=f"{envelope.title}.pdf")

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    @route(detail=True, limits=FILE_LIMITS, url_path=r"pages/(?P<number>[0-9]{1,5})\.png")
    def page(self, request: Request, token: str, number: str) -> HttpResponse:
        """One page as an image, for reading on a screen."""
        envelope = _readable(token)
        if not 1 <= int(number) <= envelope.page_count:
            raise Unknown
        image = page_images.image(files.read(envelope.document_sha256), int(number))
        return HttpResponse(image, content_type="image/png")

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR})
    @route(detail=True, limits=FILE_LIMITS)
    def text(self, request: Request, token: str) -> HttpResponse:
        """The document's words, for those who have them read aloud."""
        words = page_images.text(files.read(_readable(token).document_sha256))
        return HttpResponse(words, content_type="text/plain; charset=utf-8")


class SignedCopy(PublicViewSet):
    """A signer's own copy, by the link that they were given after signing."""

    lookup_field = "token"
    lookup_value_regex = "[^/]+"
    limits = {"GET": ("copy", 60)}

    @extend_schema(
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 202: PendingShape},
        operation_id="signed_copy",
    )
    def retrieve(self, request: Request, token: str) -> HttpResponse | Response:
        """The sealed PDF; 202 while others have still to sign, or while it is being made."""
        link = Link.objects.to_copy().with_token(token).first()
        if link is None or not link.signer.may_have_copy(clock.now()):
            raise Gone
        envelope = link.signer.envelope
        seal = getattr(envelope.trail, "seal", None)
        if seal is None:
            return Response({"state": "pending"}, status=202)
        return sealed_file(request, seal, "sealed", title=envelope.title)


def _link(token: str) -> Link:
    """The signing link, with its signer. Raises Gone, after the same one query whatever the token is or was."""
    link: Link | None = Link.objects.to_sign().with_token(token).first()
    if link is None or not link.signer.may_act(clock.now()):
        raise Gone
    return link


def _readable(token: str) -> Envelope:
    signer = _link(token).signer
    if not signer.is_turn(signer.envelope.signers.all()):
        raise Conflict(OUT_OF_TURN)
    return signer.envelope


def _language(request: Request) -> str:
    return link_disclosure.in_language(get_language_from_request(request)).language


def _by(request: Request) -> Callable[[Signer], Actor]:
    ip, user_agent = client_address.of(request), user_agent_of(request)
    return lambda signer: Actor("signer", signer.id, signer.name, ip, user_agent)
