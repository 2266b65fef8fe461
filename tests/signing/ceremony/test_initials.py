import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.ceremony.initials import initials_of

NAMES = {
    "Bea Buyer": "BB",
    "bea  buyer ": "BB",
    "Bea": "B",
    "Jean-Luc Picard": "JLP",
    "Ludwig van Beethoven": "LVB",
    "Jean-Luc van der Berg": "JLB",
    "María de la Cruz Fernández García López": "MCFL",
    "a b c d e f": "ABCF",
    "Dr. Bea O'Buyer Jr.": "BO",
    "Mr.": "M",
    "Bea Buyer (Trustee)": "BB",
    "(Bea)": "(Bea",
    "Buyer, Bea": "BB",
    "Rita Representative for Acme Inc.": "RR",
    "Fortunato Forte": "FF",
    "Acme Inc.": "AI",
    "3M Canada": "MC",
    "élan Zoë": "ÉZ",
    "e\u0301lan": "É",
    "Ɓoda Kasim": "ƁK",
    "Иван Петров": "ИП",
    "Ελένη Παπαδοπούλου": "ΕΠ",
    "დავით გურამიშვილი": "დგ",
    "陈伟": "陈伟",
    "司马 相如": "司马相如",
    "高橋健太郎": "高",
    "高橋健太郎 Ken Smith": "高KS",
    "김민수": "김민수",
    "محمد بن سلمان": "م ب س",
    "דוד בן-גוריון": "דבג",
    "प्रिया शर्मा": "प्रिश",
    "เอกชัย ใจดี": "อจ",
    "12345": "1234",
    "—": "—",
    "": "",
    "  ": "",
}


@pytest.mark.parametrize(("name", "initials"), NAMES.items())
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@given(st.text(max_size=40))
def test_any_name_has_few(name: str) -> None:
    initials = initials_of(name)
    assert bool(initials) == bool(name.strip())
    letters = [letter for letter in initials if unicodedata.category(letter)[0] not in "MC" and letter != " "]
    assert len(letters) <= 8  # four, of which some may be joined ones
