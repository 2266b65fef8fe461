"""The text of the disclosure is chosen by the preferred language."""

import pytest

from signing.ceremony import account_disclosure, link_disclosure, package_disclosure
from signing.ceremony.disclosure import choose


@pytest.mark.parametrize(
    "texts", [link_disclosure.LANGUAGES, account_disclosure.LANGUAGES, package_disclosure.LANGUAGES]
)
@pytest.mark.parametrize(
    ("preferred", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("de", "en"), ("", "en")]
)
def test_a_language_without_a_text_gets_the_english_one(texts, preferred: str, language: str) -> None:
    assert choose(texts, preferred) is texts[language]
