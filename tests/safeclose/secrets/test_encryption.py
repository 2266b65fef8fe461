"""Encrypted in the database, under keys made from SECRET_KEY."""

from typing import Any

import pytest

from safeclose.secrets.encryption import Unreadable, decrypted, encrypted


def test_what_was_encrypted_is_decrypted_to_the_same() -> None:
    token = encrypted("whsec_é", purpose="a")
    assert "whsec" not in token
    assert decrypted(token, purpose="a") == "whsec_é"
    assert encrypted("whsec_é", purpose="a") != token, "the same text is not the same twice"


def test_one_purpose_does_not_read_another() -> None:
    with pytest.raises(Unreadable):
        decrypted(encrypted("x", purpose="a"), purpose="b")


@pytest.mark.parametrize("token", ["", "x", "gAAAA", "é"])
def test_a_text_that_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Unreadable):
        decrypted(token, purpose="a")


def test_a_ciphertext_with_one_changed_letter_is_refused() -> None:
    token = encrypted("x", purpose="a")
    with pytest.raises(Unreadable):
        decrypted(token[:20] + ("A" if token[20] != "A" else "B") + token[21:], purpose="a")


def test_a_former_secret_key_still_decrypts(settings: Any) -> None:
    token, before = encrypted("x", purpose="a"), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(Unreadable):
        decrypted(token, purpose="a")
    settings.SECRET_KEY_FALLBACKS = [before]
    assert decrypted(token, purpose="a") == "x"
    newer = encrypted("x", purpose="a")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypted(newer, purpose="a") == "x", "the new key encrypts"
