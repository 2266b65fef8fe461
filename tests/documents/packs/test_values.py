"""Each kind of value at its edges."""

import pytest

from documents import packs
from documents.packs import Code
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.editing import changed

PURCHASE = packs.get("on/freehold-purchase")
SAMPLE = PURCHASE.sample(TODAY)
KINDS = {
    "email": "parties.buyers.0.email",
    "phone": "parties.buyers.0.phone",
    "postal code": "property.address.postalCode",
    "roll number": "property.rollNumber",
    "pin": "property.pin",
    "line": "parties.buyers.0.name",
    "day": "dates.offerDate",
    "instant": "dates.irrevocableUntil",
    "cents": "money.furtherDeposits.0.amountCents",
    "choice": "money.deposit.timing",
}
GOOD = {
    "email": ["bea@example.com", "b.t+x@mail.example.co.uk", "éloïse@example.com"],
    "phone": [
        "613-555-0142",
        "(613) 555-0142",
        "+1 613 555 0142",
        "+442079460958",
        "613.555.0142 ext. 12",
        "613-555-0142x7",
    ],
    "postal code": ["K1A 0B1", "k1a0b1", "M5V3L9", "P0T 2Z0"],
    "roll number": ["061405030112345", "0614-050-301-12345-0000", "06 14 050 301 12345.0000"],
    "pin": ["04123-0456", "041230456", "04123-0456 (LT)", "04123-0456(R)"],
    "line": ["B", "O’Neil-Çelik, Jr.", "a" * 200],
    "day": ["2026-02-28", "2024-02-29", "1900-01-01"],
    "instant": [
        "2026-06-05T23:59:00-04:00",
        "2026-06-05T23:59-04:00",
        "2026-06-05T23:59:00Z",
        "2026-06-05T23:59:00.123Z",
        "2026-06-05T23:59:00.123456+05:30",
    ],
    "cents": [1, 2_500_000],
    "choice": ["upon_acceptance", "within_24_hours", "herewith"],
}
BAD = {
    ("email", Code.INVALID_EMAIL): [
        "bea",
        "bea@",
        "@example.com",
        "bea@example",
        "a b@example.com",
        "bea@exa_mple.com",
        "Bea <bea@example.com>",
        "bea@example.com, ben@example.com",
        "bea@example.com\nBcc: x@example.com",
        "bea@[127.0.0.1]",
    ],
    ("phone", Code.INVALID_PHONE): [
        "555-0142",
        "call me",
        "613-555-014",
        "1" * 16,
        "٦١٣٥٥٥٠١٤٢",
        "613-555-0142 x1234567",
        "613+555+0142",
        "613-555-0142;",
        "+",
        "x12",
    ],
    ("postal code", Code.INVALID_POSTAL_CODE): [
        "K1A",
        "K1A 0B",
        "K1A-0B1",
        "D1A 0B1",
        "W1A 0B1",
        "K1O 0B1",
        "12345",
        "K1A  0B",
        "K٣A0B1",
    ],
    ("roll number", Code.INVALID_ROLL_NUMBER): ["0614", "0" * 14, "0" * 16, "0" * 18, "0" * 20, "a" * 15],
    ("pin", Code.INVALID_PIN): ["04123", "4123-0456", "04123-0456 (XX)", "04123-04567"],
    ("line", Code.NOT_ONE_LINE): ["a\nb", "a\tb", "Bea\n\nBcc: x", "a\u2028b"],
    ("day", Code.INVALID_DATE): [
        "2026-02-29",
        "2026-13-01",
        "2026-1-1",
        "01/02/2026",
        "20260101",
        "2026-01-01T00:00:00Z",
        "0026-01-01",
        "1899-12-31",
        "2200-01-01",
        "2026-W01-1",
        "tomorrow",
        "1767225600",
        "٢٠٢٦-01-01",
    ],
    ("instant", Code.INVALID_TIME): [
        "2026-06-05",
        "2026-06-05T23:59:00",
        "2026-06-05 23:59:00-04:00",
        "2026-06-05T24:00:00Z",
        "2026-06-31T10:00:00Z",
        "2026-06-05T10:60:00Z",
        "2026-06-05T10:00:00-15:00",
        "1780000000",
        "2026-06-05T10:00:00 EDT",
    ],
    ("cents", Code.OUT_OF_RANGE): [0, -1, 10**12 + 1, 10**400],
    ("choice", Code.INVALID_CHOICE): ["later", "HEREWITH", "upon acceptance"],
}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in GOOD.items() for value in values])
def test_good_values_are_accepted_as_they_are(kind: str, value: object) -> None:
    canonical = changed(SAMPLE, KINDS[kind], value)
    checked = PURCHASE.check(canonical)
    assert (checked.shape, checked.value) == ({}, canonical)
    assert [issue for issue in checked.issues if issue.path == KINDS[kind]] == []


@pytest.mark.parametrize(
    ("kind", "code", "value"), [(kind, code, value) for (kind, code), values in BAD.items() for value in values]
)
def test_bad_values_block_generation_and_stay_in_the_draft(kind: str, code: Code, value: object) -> None:
    canonical = changed(SAMPLE, KINDS[kind], value)
    checked = PURCHASE.check(canonical)
    assert (checked.shape, checked.value) == ({}, canonical)
    assert [(issue.path, issue.code) for issue in checked.issues if issue.path == KINDS[kind]] == [(KINDS[kind], code)]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("dates.offerDate", "soon", "Must be a date of the calendar, as YYYY-MM-DD."),
        ("money.currency", "USD", "currency must be 'CAD'."),
        ("assignment", "maybe", "assignment must be 'free', 'with_consent' or 'none'."),
        ("money.priceCents", 0, "priceCents must be at least 1."),
        ("money.priceCents", 10**12 + 1, "priceCents must be at most 1000000000000."),
        ("parties.buyers.0.phone", "1", "Must be a telephone number with its area code."),
    ],
)
def test_an_issue_says_what_is_wrong_in_a_sentence(path: str, value: object, message: str) -> None:
    issues = PURCHASE.check(changed(SAMPLE, path, value)).issues
    assert message in [issue.message for issue in issues if issue.path == path]
