"""Tables for spreadsheets: no cell is run, however the file is parted into cells."""

import csv

import pytest

from safeclose.http.csv_files import lines, safe


def test_every_cell_is_quoted() -> None:
    assert list(lines(["a", "b"], [[1, None], ['x"y', "z"]])) == [
        '"a","b"\r\n',
        '"1",""\r\n',
        '"x""y","z"\r\n',
    ]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\uff1d1", " =1"])
@pytest.mark.parametrize("before", ["", "x;", "x\t", "x\n", "x\r\n", ";", "x; "])
def test_nothing_begins_like_a_formula_at_any_separator(before: str, start: str) -> None:
    cell = safe(before + start)
    parts = cell.replace("\t", ";").replace("\n", ";").replace("\r", ";").split(";")
    assert not any(part.lstrip(" ").startswith(("=", "+", "-", "@", "\uff1d")) for part in parts)
    assert cell.replace("'", "") == before + start


@pytest.mark.parametrize("text", ["a-b", "1 + 1", "a@b.example", "x;y", "Mozilla/5.0 (X11; Linux)", ""])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_a_reader_with_semicolons_finds_no_formula() -> None:
    (line,) = list(lines(["h"], [["a;=cmd()"]]))[1:]
    for row in csv.reader([line], delimiter=";"):
        assert not any(cell.startswith("=") for cell in row)
