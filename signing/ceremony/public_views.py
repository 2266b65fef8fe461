"""Signing by link: for anyone who holds one, without an account."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language_from_request
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from documents.rendering import page_images
from documents.rendering.page_images import page_sizes
from documents.rendering.structured_text import structured_text
from safeclose import clock
from safeclose.actors import Actor
from safeclose.gateways import turnstile
from safeclose.http import client_address
from safeclose.http.downloads import download
from safeclose.http.views import PublicViewSet, statuses
from safeclose.refusals import Conflict, Gone, Invalid, Unknown
from safeclose.storage import files
from signing.ceremony import links, marks, public_actions
from signing.ceremony.identification.challenges import newest_open
from signing.ceremony.models import Link, LinkSigner, Presented
from signing.ceremony.public_serializers import (
    AddedDocumentShape,
    CopiesShape,
    DocumentQueryShape,
    PendingShape,
    SigningStateShape,
    SigningStepShape,
    StepTakenShape,
    TextQueryShape,
)
from signing.ceremony.repeated_steps import repeatable_step
from signing.ceremony.serializers import ADOPTION, LetteringShape, MarksBatchShape, MarksShape, TypedLettersShape
from signing.ceremony.turns import OUT_OF_TURN, document_of
from signing.evidence.sealed_files import sealed_file
from workspace.idempotency.idempotency_key import HEADER, REPLAYED, answer_before, once
from workspace.identity.callers import user_agent_of

UNIDENTIFIED = "Identify yourself first: the document is shown after that."
PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class LinkViewSet(PublicViewSet):
    """For the holder of a signing link. Without HEAD: nobody has looked at anything then, so nothing is recorded.

    Methods look at the link before they read the body: a link that is gone is gone, whatever was sent.
    """

    http_method_names = ["get", "post", "options"]
    lookup_field = "token"

    def get_object(self) -> Link:
        return links.link_to_sign(self.kwargs["token"])

    def actor(self, link: Link) -> Actor:
        """The link's signer as `by` of an action, with the address and the browser of this request."""
        return link.holder.acting(ip=client_address.of(self.request), user_agent=user_agent_of(self.request))


class LastStepViewSet(LinkViewSet):
    """Steps after which a signer may be done, and the link used up.

    With an `Idempotency-Key` they can be repeated after that: see `repeatable_step`.
    """

    # What the path adds to that of the link.
    route: ClassVar[str] = ""

    def take(
        self, request: Request, token: str, step: Callable[[Link], Response], *, needs_key: Callable[[], bool]
    ) -> Response:
        """The answer of `step`, or its first answer with a new link to the copy, although the link may be used up."""
        try:
            link = self.get_object()
        except Gone:
            return self._first_answer(request, token)
        if HEADER in request.headers and needs_key():
            return self._again(once(lambda: step(link), repeatable_step(link, request, self.route)), link)
        return step(link)

    def signed(self, signed: public_actions.Signed, status: int = 200, **more: Any) -> Response:
        """That the signer is done, or else what is left."""
        if signed.copy_token:
            row = {"state": "signed", **signed._asdict(), **more}
            return self.answer(row, status, **_context(signed.signer, self.kwargs["token"]))
        return self._left(signed.signer, {**signed._asdict(), **more}, status)

    def _first_answer(self, request: Request, token: str) -> Response:
        """To a last step by a link that is used up. Raises Gone where this request is not its repetition."""
        link = links.used_link(token) if HEADER in request.headers else None
        if link is None:
            raise Gone
        try:
            repeated = repeatable_step(link, request, self.route)
        except (Invalid, APIException):
            raise Gone from None  # whatever was sent
        first = answer_before(repeated)
        if first is None:
            raise Gone
        return self._again(first, link)

    def _again(self, response: Response, link: Link) -> Response:
        """An answer that was kept has lost its links. It gets new ones: to the copy, or to what is left to sign."""
        if REPLAYED not in response.headers:
            return response
        if response.data["state"] == "signed":
            response.data["copyUrl"] = links.copy_url(public_actions.renew_copy_link(link=link))
        elif link.holder.may_act(clock.now()):
            response.data |= self._left(link.holder, {}).data
        if "added" in response.data:
            document = document_of(link.holder, response.data["added"]["id"], to_read=True)
            context = _context(link.holder, self.kwargs["token"])
            response.data["added"] = AddedDocumentShape(document, context=context).data
        return response

    def _left(self, signer: LinkSigner, signed: Mapping[str, Any], status: int = 200) -> Response:
        """What the signer has still to do."""
        row = {**signed, "state": "active", "document": signer.next_document(), **_listed(signer)}
        return self.answer(row, status, **_context(signer, self.kwargs["token"]))


class SigningLink(LastStepViewSet):
    """What a signing link shows, and the steps that its holder takes."""

    tag = "Signing links"
    operations = {"retrieve": "getSigningLink", "step": "takeSigningStep"}
    limits = {"GET": ("sign", 60), "POST": ("sign", 30)}
    shapes = {"retrieve": SigningStateShape, "step": StepTakenShape}
    queries = {"retrieve": DocumentQueryShape}

    def retrieve(self, request: Request, token: str) -> Response:
        """What is to be signed, by whom, and what comes next. The first look is recorded."""
        link = self.get_object()
        document_of(link.holder, self.query.get("document"), to_read=True)  # raises before anything is recorded
        turn = public_actions.open_link(link=link, by=self.actor(link))
        if not turn.is_now():
            return self.answer({"state": "waiting", "title": turn.subject.title, "envelope": turn})
        signer = turn.signer
        document = document_of(signer, self.query.get("document"), to_read=True)
        row = {
            "state": "active",
            "turn": turn,
            "envelope": turn,
            "document": document,
            **_listed(signer),
            **_files(signer),
            "marks": _marks(signer, document),
            "disclosure": signer.disclosures.in_language(get_language_from_request(request)),
            "challenge": newest_open(signer, turn.at),
            "turnstile_site_key": settings.TURNSTILE_SITE_KEY or None,
        }
        return self.answer(row, **_context(signer, token))

    @extend_schema(request=SigningStepShape)
    @statuses(200)
    def step(self, request: Request, token: str) -> Response:
        """Authenticate, consent, sign, or decline.

        `sign` with an `Idempotency-Key`, repeated with it within ten minutes, gets its first answer with a new link to
        the copy, although the signing link is used up by then.
        """
        return self.take(request, token, self._step, needs_key=lambda: self._body()["action"] == "sign")

    def _body(self) -> dict[str, Any]:
        return SigningStepShape.read(self.request.data)

    def _step(self, link: Link) -> Response:
        body = self._body()
        request, by = self.request, self.actor(link)
        if body["action"] in ("sign", "decline"):
            turnstile.require_person(body["turnstile_token"], ip=by.ip)
        match body["action"]:
            case "authenticate":
                says_verified = body.get("code_verified", False)
                return self._active(public_actions.authenticate(link=link, says_verified=says_verified, by=by))
            case "consent":
                language = body.get("language") or get_language_from_request(request)
                text = link.holder.disclosures.in_language(language)
                return self._active(public_actions.consent(link=link, disclosure=text, by=by))
            case "sign":
                adoption = {name: body[name] for name in ADOPTION if body[name]}
                signed = public_actions.sign(link=link, adoption=adoption, document_id=body["document_id"], by=by)
                return self.signed(signed)
        public_actions.decline(link=link, reason=body["reason"] or None, by=by)
        return self.answer({"state": "declined"})

    def _active(self, signer: LinkSigner) -> Response:
        return self.answer({"state": "active", "signer": signer})


class SignersMarks(LinkViewSet):
    """What the signer puts on the pages before signing."""

    tag = "Signing links"
    operations = {"create": "putMarks"}
    limits = {"POST": ("marks", 600)}
    serializer_class = MarksShape

    @extend_schema(request=MarksBatchShape)
    @statuses(200)
    def create(self, request: Request, token: str) -> Response:
        """Put marks, all of them or none. Between consent and signature."""
        link, body = self.get_object(), MarksBatchShape.read(request.data)
        document_id = document_of(link.holder, body["document_id"]).id
        signer = public_actions.put_marks(link=link, batch=body["marks"], document_id=document_id, by=self.actor(link))
        return self.answer({"marks": _marks(signer, document_of(signer, document_id))})


class Lettering(LinkViewSet):
    """What typed signatures look like."""

    tag = "Signing links"
    operations = {"create": "previewTypedSignature"}
    limits = {"POST": ("sign-files", 600)}
    serializer_class = LetteringShape

    @extend_schema(request=TypedLettersShape)
    @statuses(200)
    def create(self, request: Request, token: str) -> Response:
        """The outlines that a typed signature and typed initials are printed with. Nothing is recorded."""
        _refuse_unless_shown(self.get_object().holder)
        body = TypedLettersShape.read(request.data)
        return self.answer({name: marks.typed(text) for name, text in body.items()})


class PresentedDocument(LinkViewSet):
    """What is signed, in several forms: `?document=`, or the document that comes next."""

    tag = "Signing links"
    operations = {"file": "downloadPresentedDocument", "page": "getPresentedPage", "text": "getPresentedText"}
    limits = {"GET": ("sign-files", 600)}
    queries = {"file": DocumentQueryShape, "page": DocumentQueryShape, "text": TextQueryShape}

    @extend_schema(responses=PDF)
    def file(self, request: Request, token: str) -> HttpResponse:
        """The exact bytes that are signed."""
        document = self._document()
        content = files.read(document.sha256)
        return download(request, content, sha256=document.sha256, name=f"{document.title}.pdf")

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    def page(self, request: Request, token: str, number: int) -> HttpResponse:
        """One page as an image, for reading on a screen."""
        document = self._document()
        if not 1 <= number <= document.page_count:
            raise Unknown
        takes_webp = "image/webp" in request.headers.get("Accept", "")
        image = page_images.page_image(document.sha256, number, webp=takes_webp)
        return HttpResponse(image.content, content_type=image.content_type, headers={"Vary": "Accept"})

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR, (200, "text/html"): OpenApiTypes.STR})
    def text(self, request: Request, token: str) -> HttpResponse:
        """The document's words, for those who have them read aloud; `?format=html` has the structure of its tags."""
        document, is_html = self._document(), self.query["format"] == "html"
        content = files.read(document.sha256)
        if not is_html:
            return HttpResponse(page_images.text(content), content_type="text/plain; charset=utf-8")
        # Whoever opens it by itself gets a page that can do nothing.
        policy = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        return HttpResponse(
            structured_text(content, document.title), content_type="text/html; charset=utf-8", headers=policy
        )

    def _document(self) -> Presented:
        """Raises Gone, Unknown, and Conflict while the signer waits for others or has still to be identified."""
        signer = self.get_object().holder
        _refuse_unless_shown(signer)
        return document_of(signer, self.query.get("document"), to_read=True)


def _refuse_unless_shown(signer: LinkSigner) -> None:
    """Raises Conflict while the signer may not see the documents."""
    if not signer.is_turn(signer.everyone()):
        raise Conflict(OUT_OF_TURN)
    if signer.is_asked_to_identify:
        raise Conflict(UNIDENTIFIED)


def _context(signer: LinkSigner, token: str) -> dict[str, Any]:
    """What the shapes of documents need to know."""
    return {"token": token, "several": signer.has_several, "marks_of": partial(_marks, signer)}


def _listed(signer: LinkSigner) -> dict[str, Any]:
    return {"documents": signer.presented()} if signer.has_several else {}


def _files(signer: LinkSigner) -> dict[str, Any]:
    """What signers added, and what this one is to add."""
    return {"added": signer.added(), "files_asked": signer.files_asked()} if signer.has_several else {}


def _marks(signer: LinkSigner, document: Presented) -> list[dict[str, Any]]:
    """The signer's own; none while they have still to be identified."""
    own = [] if signer.is_asked_to_identify else document.marks
    return marks.shown(own, document.values, page_sizes(document.sha256)) if own else []


class SignedCopy(PublicViewSet):
    """A signer's own copy, by the link that they were given after signing."""

    tag = "Signing links"
    operations = {"retrieve": "downloadSignedCopy"}
    lookup_field = "token"
    limits = {"GET": ("copy", 60)}
    serializer_class = PendingShape
    queries = {"retrieve": DocumentQueryShape}

    @extend_schema(responses={**PDF, (200, "application/json"): CopiesShape, 202: PendingShape})
    def retrieve(self, request: Request, token: str) -> HttpResponse | Response:
        """The sealed PDF; of a package that of `?document=`, and without it the list of the signer's documents.

        202 while others have still to sign, or while it is being made.
        """
        signer, document_id = links.link_to_copy(token).holder, self.query.get("document")
        has_one = document_id or not signer.has_several
        document = document_of(signer, document_id, to_read=True) if has_one else None
        seal = getattr(signer.subject.trail, "seal", None)
        if seal is None:
            return self.answer({}, status=202)
        if document is None:
            documents = [*signer.presented(), *signer.added()]
            return Response(CopiesShape({"documents": documents}, context={"token": token}).data)
        return sealed_file(request, seal, "sealed", title=document.title, document_sha256=document.sha256)
