"""Breaks are made where they are said to be, change what the code means, and are found again in later code."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.mutants import breaking
from tests.mutants.breaking import APPS, KINDS, GoneError, Place, broken, chosen, place_of, places

CODE = """
def first(rows, by):
    if rows is None and by:
        return 1 + 2
    with_lock = rows.select_for_update(of=("self",)).filter(name="é")
    tell(with_lock, by=by)
    return with_lock


class Second:
    def first(self):
        return "é" if self.one < 3 else None
"""


@cache
def found() -> list[Place]:
    return places(ROOT)


def written(root: Path, name: str, code: str) -> Path:
    path = root / "signing" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)
    return root


def texts(root: Path) -> list[tuple[str, str, str, str]]:
    return [(one.break_.function, one.break_.kind, one.break_.before, one.break_.after) for one in places(root)]


def test_each_kind_of_break_is_found_where_it_can_be_made(tmp_path: Path) -> None:
    assert sorted(texts(written(tmp_path, "a.py", CODE))) == sorted(
        [
            ("first", "operator", "rows is None and by", "rows is None or by"),
            ("first", "operator", "rows is None", "rows is not None"),
            ("first", "condition", "rows is None and by", "not (rows is None and by)"),
            ("first", "operator", "1 + 2", "1 - 2"),
            ("first", "returned value", "return 1 + 2", "return None"),
            ("first", "dropped lock", "rows.select_for_update(of=('self',))", "rows"),
            ("first", "dropped call", "tell(with_lock, by=by)", "pass"),
            ("first", "dropped by", "tell(with_lock, by=by)", "tell(with_lock, by=None)"),
            ("first", "returned value", "return with_lock", "return None"),
            ("Second.first", "returned value", "return 'é' if self.one < 3 else None", "return None"),
            ("Second.first", "condition", "'é' if self.one < 3 else None", "'é' if not self.one < 3 else None"),
            ("Second.first", "operator", "self.one < 3", "self.one <= 3"),
        ]
    )


def test_a_break_changes_its_own_place_and_nothing_else(tmp_path: Path) -> None:
    root = written(tmp_path, "a.py", CODE)
    lock = next(one for one in places(root) if one.break_.kind == "dropped lock")
    assert broken(CODE, lock) == CODE.replace('rows.select_for_update(of=("self",))', "(rows)")


def test_every_break_of_the_code_can_be_compiled_and_says_something_else() -> None:
    for place in found()[::40]:
        source = (ROOT / place.break_.path).read_text()
        assert ast.dump(ast.parse(broken(source, place))) != ast.dump(ast.parse(source)), place.break_


def test_the_same_seed_chooses_the_same_breaks_of_all_apps_and_kinds() -> None:
    picked = chosen(found(), seed=7, count=100)
    assert picked == chosen(list(reversed(found())), seed=7, count=100)
    assert picked != chosen(found(), seed=8, count=100)
    assert len({one.break_ for one in picked}) == 100
    assert set(Counter(one.break_.kind for one in picked)) == set(KINDS)
    assert set(Counter(one.break_.path.partition("/")[0] for one in picked)) == set(APPS)


def test_a_break_is_found_again_after_its_function_moved_to_another_file(tmp_path: Path) -> None:
    root = written(tmp_path, "a.py", CODE)
    wanted = places(root)[0].break_
    (root / "signing" / "a.py").unlink()
    written(tmp_path, "b.py", "# other lines\n\n" + CODE)
    there = place_of(wanted, root)
    assert (there.break_.path, there.break_.before) == ("signing/b.py", wanted.before)


def test_a_break_whose_text_was_changed_is_gone(tmp_path: Path) -> None:
    root = written(tmp_path, "a.py", CODE)
    lock = next(one.break_ for one in places(root) if one.break_.kind == "dropped lock")
    written(tmp_path, "a.py", CODE.replace("rows.select_for_update", "rows.objects"))
    with pytest.raises(GoneError, match=r"signing/a\.py: first: rows\.select_for_update"):
        place_of(lock, root)


def test_code_outside_functions_has_no_breaks(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "a.py", "ONE = 1 + 2\n\n\nclass Two:\n    three = 1 < 2\n")) == []
    assert breaking.LEFT_OUT == ("migrations", "__main__.py")
