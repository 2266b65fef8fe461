"""Asking the public route whether a file is genuine."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from signing.evidence import actions
from tests.evidence_examples import sealing_key
from tests.people import Caller

PATH = "/api/public/verify"


def ask(pdf: bytes | None = None, bundle: bytes | None = None) -> Any:
    """The answer about a PDF, a bundle, or both."""
    cache.clear()  # ten a minute is not what most tests are about
    if pdf is not None and bundle is not None:
        form = {"file": SimpleUploadedFile("a.pdf", pdf), "bundle": SimpleUploadedFile("a.json", bundle)}
        return Caller(None).post(PATH, form, format="multipart")
    kind = "application/json" if pdf is None else "application/pdf"
    return Caller(None).generic("POST", PATH, bundle if pdf is None else pdf, kind)


@pytest.fixture
def trusting(db: None) -> None:
    """A service that sealed with the key of the examples, before it got its present one."""
    actions.record_certificate(certificate=sealing_key().certificate)
