"""PDFs that were accepted before each was sealed for trial on its arrival: sealed as they are, by the job itself."""

from pathlib import Path

import pytest

from documents.intake.presenting import Presentable
from documents.paper import actions
from safeclose.storage import files
from safeclose.verify import verify
from signing.evidence.jobs import seal
from signing.evidence.service_key import service_key
from signing.packages.models import SigningDocument
from tests import paper
from tests.people import Caller
from tests.prepared import once
from tests.signing.packages.stage import Stage, ok

FAULTS = Path(__file__).parents[2] / "documents" / "intake" / "faults"
# As the service itself filled a form before: the page without fields has a stream that is empty and compressed.
EMPTY_AND_COMPRESSED = b"""%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Count 1 /Kids [3 0 R] >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R >>
endobj
4 0 obj
<< /Filter /FlateDecode /DecodeParms << >> /Length 0 >>
stream

endstream
endobj
xref
0 5
0000000000 65535 f 
0000000009 00000 n 
0000000058 00000 n 
0000000115 00000 n 
0000000202 00000 n 
trailer
<< /Size 5 /Root 1 0 R >>
startxref
291
%%EOF
"""
EARLIER = {path.stem: path.read_bytes() for path in sorted(FAULTS.glob("seal-*.pdf"))}
EARLIER["empty-and-compressed"] = EMPTY_AND_COMPRESSED


@pytest.mark.django_db
@pytest.mark.parametrize("content", EARLIER.values(), ids=EARLIER)
def test_a_package_that_hung_at_being_sealed_is_sealed(content: bytes) -> None:
    stage = once("stage", Stage)
    package, (document,) = stage.ready()
    SigningDocument.objects.update(file_sha256=files.keep(content), received_sha256=None, page_count=1)
    package.activate()
    ok(package.sign(stage.sue, document), 201)
    seal(trail_id=f"signing:{package.id}")
    sealed = stage.mia.get(f"{package.path}/documents/{document}/sealed").content
    assert verify(sealed, trust=[service_key().certificate]).result == "genuine"
    assert content in sealed


@pytest.mark.parametrize("content", EARLIER.values(), ids=EARLIER)
def test_an_envelope_that_hung_at_being_sealed_is_sealed(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(actions, "presentable", lambda _: Presentable(content, 1, []))
    out = paper.sent(alice)
    out.sign()
    seal(trail_id=out.id)
    sealed = alice.get(f"{out.path}/sealed").content
    assert verify(sealed, trust=[service_key().certificate]).result == "genuine"
    assert content in sealed
