"""Files that were accepted, signed by everyone, and could never be sealed."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Object, Stream

from documents.intake.presenting import presentable
from safeclose.child_processes.confined import UnfitError
from safeclose.sealing.seal import SealingError, seal
from safeclose.verify import pages, verify
from tests import evidence_examples as examples

FAULTS = Path(__file__).with_name("faults")
COMPARED_WRONGLY = ["seal-indirect-font-strings.pdf", "seal-indirect-link-address.pdf", "seal-indirect-page-size.pdf"]
WRONG_COUNT = "seal-wrong-page-count.pdf"
REFUSED = {
    "encrypted-and-damaged.pdf": "The PDF is protected by a password.",
    "screen-and-print-differ.pdf": "Page 1 has a FreeText annotation that is shown on paper and not on the screen.",
}


def sealed(presented: bytes) -> bytes:
    given = examples.signed(presented, examples.sealing_key())
    return seal(presented, examples.certificate_example(), given.bundle, given.key, at=examples.SEALED_AT).pdf


def result(pdf: bytes) -> str:
    return verify(pdf, trust=[examples.sealing_key().certificate]).result


def test_every_fault_is_sealed_or_refused_here() -> None:
    assert {path.name for path in FAULTS.glob("*.pdf")} == {*COMPARED_WRONGLY, WRONG_COUNT, *REFUSED}


@pytest.mark.parametrize("name", [*COMPARED_WRONGLY, WRONG_COUNT])
def test_a_file_that_could_not_be_sealed_is_accepted_and_sealed(name: str) -> None:
    found = presentable((FAULTS / name).read_bytes())
    assert (found.page_count, found.left_out) == (1, [])
    assert result(sealed(found.pdf)) == "genuine"


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_shown_alike_is_refused_by_a_sentence_that_is_right(name: str) -> None:
    with pytest.raises(UnfitError) as refusal:
        presentable((FAULTS / name).read_bytes())
    assert str(refusal.value) == REFUSED[name]


class FirstFingerprints(pages._Fingerprints):
    """As pages were compared at first: a value that is an object of its own counts by its number, and the filter of a
    stream without content counts."""

    def of(self, value: Any) -> bytes:
        if isinstance(value, Object) and value.is_indirect and not isinstance(value, Array | Dictionary | Stream):
            return bytes(value.unparse())
        return super().of(value)

    def compute(self, value: Any) -> bytes:
        if not isinstance(value, Stream):
            return super().compute(value)
        entries = self.of_entries(value, value.keys() - pages.BACKWARD - {"/Length"})
        return sha256(entries + value.read_raw_bytes()).digest()


@pytest.mark.parametrize("name", COMPARED_WRONGLY)
def test_the_old_comparison_cannot_seal_a_file_that_the_old_check_accepted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_Fingerprints", FirstFingerprints)
    with pytest.raises(SealingError, match="Page 1 is not the page that was presented"):
        sealed((FAULTS / name).read_bytes())
