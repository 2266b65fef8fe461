"""What managers and signers are given of a package's documents."""

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from safeclose.http.downloads import download
from safeclose.refusals import Conflict
from safeclose.storage import files
from signing.evidence.sealed_files import seal_of, sealed_file
from signing.packages.documents.models import SigningDocument
from signing.packages.package.models import Signing


def documents_of(signing: Signing) -> "QuerySet[SigningDocument]":
    """The package's documents, with the signatures that an answer holds."""
    rows: QuerySet[SigningDocument] = SigningDocument.objects.filter(signing=signing).shown()
    return rows


def file_of(document: SigningDocument, request: Request) -> HttpResponse:
    """Its PDF; raises Conflict where it has none."""
    digest = document.file_sha256
    if digest is None:
        raise Conflict("The document has no file.")
    return download(request, files.read(digest), sha256=digest, name=f"{document.title}.pdf")


def sealed_of(signing: Signing, document: SigningDocument, request: Request) -> HttpResponse:
    """The sealed PDF of a document of the package; raises Conflict until it is there."""
    seal = seal_of(signing.trail, subject="package")
    return sealed_file(request, seal, "sealed", title=document.title, document_sha256=document.file_sha256)
