"""Files that signers of packages add by their links."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import statuses
from safeclose.refusals import Conflict
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.models import Link
from signing.ceremony.public_serializers import StepTakenShape
from signing.ceremony.public_views import LastStepViewSet
from signing.packages.signers import upload_actions
from signing.packages.signers.following import NO_FILE_ASKED, refuse_upload
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import AddedFileShape, title_given
from signing.packages.uploads import Form, store_pdf


class SignersFiles(LastStepViewSet):
    """What a signer adds in an `upload` step of the flow."""

    tag = "Signing links"
    operations = {"create": "addFileBySigningLink"}
    limits = {"POST": ("sign-uploads", 10)}
    parser_classes = (Form,)
    serializer_class = StepTakenShape
    route = "/documents"

    @extend_schema(request={"multipart/form-data": AddedFileShape})
    @statuses(201)
    def create(self, request: Request, token: str) -> Response:
        """Add a PDF to the package, in a step that asks for one. Between consent and the last step of the signer.

        With an `Idempotency-Key` it can be repeated, as `sign` can.
        """
        return self.take(request, token, self._add, needs_key=lambda: True)

    def _add(self, link: Link) -> Response:
        signer, body = link.holder, AddedFileShape.read(self.request.data)
        if not isinstance(signer, PackageSigner):
            raise Conflict(NO_FILE_ASKED)
        SIGNER.after(signer.link_status, "uploaded")
        refuse_upload(signer, body["step"])  # before the file is looked at; the action asks once more
        pdf, by = store_pdf(body["file"]), self.actor(link)
        step, title = body["step"], title_given(body)
        added = upload_actions.add(link=link, step=step, title=title, pdf=pdf, by=by)
        (document,) = (one for one in added.signer.added() if one.id == str(added.document.pk))
        return self.signed(added.step, 201, added=document)
