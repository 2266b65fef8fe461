"""Which addresses stand in a text, and which of them are the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose import email_addresses
from safeclose.records.erasure import Person

HERS = "zelda@example.com"
LETTERS = "abz09\u00e9\u00df\u0301\u4e2d"
ATOM = st.text(alphabet=LETTERS + "!#$%&'*+-/=?^_`{|}~.", min_size=1, max_size=8)
LABEL = st.text(alphabet="abz09\u00e9", min_size=1, max_size=6)
ADDRESS = st.builds("{}{}@{}.{}".format, st.sampled_from("abz9\u00e9"), ATOM, LABEL, LABEL)
AROUND = st.sampled_from(
    ["", " ", "(", ")", "<", ">", ",", ";", ":", '"', "\n", "\t", "[", "]", "\u201c", "\u2014", "\u3002"]
)


def person(email: str = HERS, *texts: str) -> Person:
    return Person(email_addresses.spelled(email), texts=set(texts))


TEXTS = [
    ("zelda@example.com", "(erased)"),
    (" Zelda@Example.COM ", " (erased) "),
    ("Write to zelda@example.com.", "Write to (erased)."),
    ("Zelda <zelda@example.com>, Anna", "Zelda <(erased)>, Anna"),
    ("mailto:zelda@example.com?subject=x", "mailto:(erased)?subject=x"),
    ("'zelda@example.com' **zelda@example.com** `zelda@example.com`", "'(erased)' **(erased)** `(erased)`"),
    ('"zelda@example.com"', '"(erased)"'),
    ("\u201czelda@example.com\u201d\u2014zelda@example.com\u2014", "\u201c(erased)\u201d\u2014(erased)\u2014"),
    ("zelda@example.com,zelda@example.com;zelda@example.com", "(erased),(erased);(erased)"),
    ("zelda@example.com/zelda@example.com", "(erased)/zelda@example.com"),
]
OTHERS = [
    "anna.zelda@example.com", "anna-zelda@example.com", "anna+zelda@example.com", "anna_zelda@example.com",
    "'zelda@example.com", "+zelda@example.com", ".zelda@example.com", "o'zelda@example.com", "a/zelda@example.com",
    "zelda+anna@example.com", "zelda.@example.com", "z.elda@example.com", "zelda@example.com.au",
    "zelda@example.comx", "zelda@example.com-x.org", "zelda@mail.example.com", "zelda@example.co",
    "zelda%example.com@relay.example",
    '"zelda@example.com"@relay.example', '"anna zelda@example.com"@relay.example', '"anna zelda"@example.com',
    '"anna\\"zelda@example.com"@relay.example', "\u00e9zelda@example.com", "zelda\u0301@example.com",
    "zeld\u00e1@example.com", "zelda@example.com\u0301", "\uff5aelda@example.com", "\u200dzelda@example.com",
    "zelda@exam\u00adple.com", "\u4e2dzelda@example.com", "zelda@[example.com]", "anna\u2010zelda@example.com",
]  # fmt: skip


@pytest.mark.parametrize(("text", "struck"), TEXTS)
def test_an_address_is_struck_wherever_it_stands_whole(text: str, struck: str) -> None:
    assert person().struck(text) == struck
    assert person().is_addressed_in({"a": [text]})


@pytest.mark.parametrize("text", OTHERS)
def test_a_longer_or_another_address_is_left(text: str) -> None:
    for value in (text, f"Ask {text}, then Anna.", {"a": [text]}):
        assert person(HERS, "Zelda", "zelda").struck(value) == value
        assert not person().is_addressed_in(value)
        assert not person(HERS, "Zelda").is_named_in(value)


@pytest.mark.parametrize("text", ["zelda@example.com@relay.example", "@zelda@example.com", "a@zelda@example.com"])
def test_what_has_two_at_signs_is_no_address(text: str) -> None:
    assert person().struck(text) == text
    assert not email_addresses.is_address(text)


@given(ADDRESS, ADDRESS)
def test_one_address_is_in_another_only_if_they_are_the_same(one: str, other: str) -> None:
    is_same = email_addresses.spelled(one) == email_addresses.spelled(other)
    assert person(one).is_addressed_in(other) == (is_same and email_addresses.is_address(other))


@given(ADDRESS, ATOM)
def test_what_is_longer_by_anything_that_an_address_may_hold_is_another(one: str, more: str) -> None:
    name, _, domain = one.partition("@")
    assert not person(one).is_addressed_in(f"{more}{one}")
    assert not person(one).is_addressed_in(f"{name}{more}@{domain}")
    assert not person(one).is_addressed_in(f"{name}@a.{domain}")
    assert not person(one).is_addressed_in(f"{one}.a")
    assert not person(one).is_addressed_in(f'"{one}"@{domain}')


@given(ADDRESS, AROUND, AROUND, st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.lower, str]))
def test_every_form_is_found_between_what_no_address_holds(
    one: str, before: str, after: str, form: str, case: object
) -> None:
    text = unicodedata.normalize(form, one)
    if email_addresses.spelled(case(text)) != email_addresses.spelled(one):
        return  # the upper case of ß is SS
    if before == "" or not unicodedata.combining(text[0]):
        struck = person(one).struck(f"{before}{case(text)}{after}")
        assert struck == f"{before}(erased){after}"


@given(st.text())
def test_spelling_and_likeness_are_settled_by_one_step(text: str) -> None:
    assert email_addresses.spelled(email_addresses.spelled(text)) == email_addresses.spelled(text)
    assert email_addresses.alike(email_addresses.alike(text)) == email_addresses.alike(text)
    assert email_addresses.alike(email_addresses.spelled(text)) == email_addresses.alike(text)


@given(st.text(alphabet="az@.\"'<>\\ \u0301[]"))
def test_any_text_is_read(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    for start, end in email_addresses.found(text):
        assert "@" in text[start:end]
        assert email_addresses.is_address(text[start:end])


NAMES = [
    ("Zelda Quince's house", "(erased)'s house"),
    ("ZELDA QUINCE", "(erased)"),
    ("Anna-Zelda Quince", None),
    ("Zelda Quince-Marsh", None),
    ("Zelda Quincey", None),
    ("O'Zelda Quince", None),
    ("Zelda Quince\u0301", None),
    ("Zelda Quince <anna.zelda@example.com>", "(erased) <anna.zelda@example.com>"),
]


@pytest.mark.parametrize(("text", "struck"), NAMES)
def test_a_name_is_struck_as_whole_words_and_never_within_an_address(text: str, struck: str | None) -> None:
    assert person(HERS, "Zelda Quince").struck(text) == (struck or text)


def test_many_signs_take_no_time() -> None:
    text = '"' * 50_000 + "@" * 50_000 + "a" * 50_000 + "@b" * 50_000
    assert not person().is_addressed_in(text)
