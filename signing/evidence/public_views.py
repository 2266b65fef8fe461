"""`/api/public/verify`: whether a file is what this service sealed, for anyone who has it."""

from typing import NamedTuple

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.child_processes.confined import UnfitError
from safeclose.http.views import PublicViewSet, statuses
from safeclose.places import Places
from safeclose.refusals import Invalid
from safeclose.verify.child_process import verify_in_child_process
from signing.evidence.known_files import compared, time_stamp_trust, trusted_certificates
from signing.evidence.public_parsers import RawBundle, RawPdf, UnkeptForm
from signing.evidence.public_serializers import FilesToVerifyShape, VerificationShape

BODY = {
    "multipart/form-data": FilesToVerifyShape,
    "application/pdf": OpenApiTypes.BINARY,
    "application/json": OpenApiTypes.ANY,
}


# Each check takes a processor for seconds and up to 300 MB, in a process of its own.
PLACES = Places(2, wait_seconds=3, sentence="Too many files are being checked now; try again.", retry_seconds=5)


class Given(NamedTuple):
    """The files of one question."""

    pdf: bytes | None
    bundle: bytes | None


class Verification(PublicViewSet):
    """The file is looked through, and forgotten."""

    tag = "Verification"
    operations = {"create": "verifyDocument"}
    parser_classes = (RawBundle, RawPdf, UnkeptForm)
    serializer_class = VerificationShape
    limits = {"POST": ("verify", 10)}

    @extend_schema(request=BODY)
    @statuses(200)
    def create(self, request: Request) -> Response:
        """Every check, as `python -m safeclose.verify` makes it with this service's certificates trusted."""
        pdf, bundle = _given(request)
        try:
            with PLACES.one():
                report = verify_in_child_process(
                    pdf, bundle, trust=trusted_certificates(), time_stamp_trust=time_stamp_trust()
                )
        except UnfitError as error:
            raise Invalid(str(error)) from error
        return self.answer(report if pdf is None else compared(report, pdf))


def _given(request: Request) -> Given:
    """Raises Invalid where there are not one or two files, or two of a kind."""
    names = ("file", "bundle")
    found = [request.data] if isinstance(request.data, bytes) else [_content(request, name) for name in names]
    files = [content for content in found if content is not None]
    if not found or found[0] is None:
        raise Invalid("Send the PDF or the evidence bundle as the body, or as `file` of a form.")
    if not all(files):
        raise Invalid("The file is empty.")
    pdfs = [each for each in files if b"%PDF-" in each[:1024]]
    others = [each for each in files if b"%PDF-" not in each[:1024]]
    if len(pdfs) > 1 or len(others) > 1:
        raise Invalid("Give one PDF, one evidence bundle, or one of each.")
    return Given(next(iter(pdfs), None), next(iter(others), None))


def _content(request: Request, name: str) -> bytes | None:
    file = request.FILES.get(name)
    return None if file is None else bytes(file.read())
