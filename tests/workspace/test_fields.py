"""Names, slugs and ids as they come."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from safeclose.http.numeric_ids import GivenId, numeric_id
from safeclose.refusals import Invalid
from tests.workspace.asking import NOT_NUMERIC, OF_NO_ROW
from workspace.fields import Name, Slug
from workspace.identity.emails import folded


@pytest.mark.parametrize("text", ["A", "  Acme Financial  ", "Ünïcode 家", "O'Neil & Søn (Ltd.)", "x" * 120, "🏠", "5"])
def test_a_good_name_is_taken_without_spaces_around_it(text: str) -> None:
    assert Name().run_validation(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This field may not be blank."),
        (" \n\t ", "This field may not be blank."),
        ("x" * 121, "Ensure this field has no more than 120 characters."),
        ("a\nb", "Must be one line of plain text."),
        ("a\tb", "Must be one line of plain text."),
        ("a\u2028b", "Must be one line of plain text."),
        ("fdp.\u202eexe", "Must be one line of plain text."),
        ("a\u2066b", "Must be one line of plain text."),
        ("\u200b", "Must not be blank."),
        ("\u200b\ufeff\u00ad", "Must not be blank."),
        ("\u0301", "Must not be blank."),
        (5, "Not a valid string."),
        (True, "Not a valid string."),
        (["a"], "Not a valid string."),
        (None, "This field may not be null."),
    ],
)
def test_a_bad_name_is_refused(text: Any, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Name().run_validation(text)
    assert refusal.value.detail == [sentence]


@pytest.mark.parametrize("text", ["a", "acme-2", "-", "0", "x" * 48, " acme "])
def test_a_good_slug_is_taken(text: str) -> None:
    assert Slug().run_validation(text) == text.strip()


@pytest.mark.parametrize("text", ["Acme", "a_b", "a b", "a/b", "é", "x" * 49, "a.b", "a\n b", "٥", "ſ", "a\u200b"])
def test_a_bad_slug_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Slug().run_validation(text)
    assert refusal.value.detail == ["Must be 1 to 48 of the characters a-z, 0-9 and -."]


@given(st.integers(0, 2**63 - 1))
def test_every_id_that_a_row_can_have(number: int) -> None:
    assert numeric_id("id", str(number)) == GivenId().run_validation(number) == number


@pytest.mark.parametrize("text", OF_NO_ROW)
def test_every_other_number_is_that_of_no_row(text: str) -> None:
    assert numeric_id("id", text) in (0, 999999999, 2**63 - 1)


@pytest.mark.parametrize("given", [*NOT_NUMERIC, "", "²", "٥", "5\n", " 5", -5, 5.0, True, None, [], {}, ["5"]])
def test_an_id_that_is_no_number_is_refused(given: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        numeric_id("signingId", given)
    assert refusal.value.sentence == "signingId must be a numeric string."


@given(st.emails())
def test_ascii_letters_of_an_address_have_no_case(email: str) -> None:
    assert folded(email.upper()) == folded(email.lower()) == folded(folded(email))


@pytest.mark.parametrize("look_alike", ["\u212aate@example.com", "jo\u017fe@example.com", "\u0130ris@example.com"])
def test_other_letters_stay_what_they_are(look_alike: str) -> None:
    assert not folded(look_alike).isascii()
    assert folded(look_alike) == look_alike
