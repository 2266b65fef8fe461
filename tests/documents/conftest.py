"""For all tests of documents."""

from collections.abc import Iterator

import pikepdf
import pytest

from tests.once import make_once


@pytest.fixture
def equal_documents_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about how documents are made."""
    make_once(monkeypatch)


@pytest.fixture(autouse=True)
def _limits_of_qpdf_end_with_the_test() -> Iterator[None]:
    """documents.intake.opening sets them for the whole process, which otherwise is one that ends with its file."""
    before = pikepdf.settings.get_qpdf_limits()
    yield
    pikepdf.settings.set_qpdf_limits(**before)
