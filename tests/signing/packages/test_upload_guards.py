"""What the database refuses about files that signers added, whatever the code does."""

import pytest
from django.db.models import ProtectedError

from signing.packages.models import PackageSigner, SigningDocument, Upload
from tests.signing.packages.stage import Stage, ok
from tests.signing.packages.test_following import BUYER, SELLER, following, step
from tests.signing.packages.test_guards import guarded


def test_an_upload_is_made_once_and_stays(stage: Stage) -> None:
    package, (document,), _ = following(stage, step("upload", "Licence", signers=["buyer"]), BUYER, SELLER)
    package.activate()
    ok(package.add(stage.sue), 201)
    upload = Upload.objects.get()
    again = Upload(signer=upload.signer, document_id=document, step=0, uploaded_at=upload.uploaded_at, event_hash="x")
    guarded("signer_adds_one_file_in_a_step", lambda: again.save(force_insert=True))
    other = Upload(
        signer=PackageSigner.objects.get(name="Tim"),
        document=upload.document,
        step=0,
        uploaded_at=upload.uploaded_at,
        event_hash="x",
    )
    guarded("signing_upload_document_id", lambda: other.save(force_insert=True))
    rows = Upload.objects.filter(pk=upload.pk)
    for write in (lambda: rows.update(step=7), lambda: rows.update(event_hash="x"), rows.delete):
        guarded("append-only", write)
    with pytest.raises(ProtectedError):
        SigningDocument.objects.filter(upload__isnull=False).delete()
