"""For all tests of intake."""

from collections.abc import Iterator

import pikepdf
import pytest


@pytest.fixture(autouse=True)
def _limits_of_qpdf_end_with_the_test() -> Iterator[None]:
    """`opened` sets them for the whole process, which otherwise is one that ends with its file."""
    before = pikepdf.settings.get_qpdf_limits()
    yield
    pikepdf.settings.set_qpdf_limits(**before)
