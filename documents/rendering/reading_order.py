"""The order in which the parts of one line are drawn: right-to-left scripts, and what stands between them.

The Unicode Bidirectional Algorithm (UAX 9) for one line without explicit marks of direction.
"""

import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

_NUMBERS = ("EN", "AN")
_RIGHT_TO_LEFT = ("R", "AL")
_WHERE_OTHERS_ARE = ("NSM", "BN")  # marks stand with their letter; what is ignored changes nothing
_BRACKETS = dict(zip("([{（［｛「『【〈《", ")]}）］｝」』】〉》", strict=True))
_MAX_OPEN = 63  # brackets in each other (BD16)
_Part = TypeVar("_Part")


def levels(text: str) -> list[int]:
    """The embedding level of each character: from left to right where it is even."""
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    if not any(kind in _RIGHT_TO_LEFT or kind == "AN" for kind in kinds):
        return [0] * len(text)
    base = next((int(kind != "L") for kind in kinds if kind in ("L", *_RIGHT_TO_LEFT)), 0)
    outside = "R" if base else "L"
    found = _resolved_weak(kinds, outside)
    for pair in _pairs(text, found):
        _resolve_brackets(pair, kinds, found, outside)
    return [_level(kind, base) for kind in _resolved_neutrals(found, outside)]


def drawn_order(parts: Sequence[_Part], level: Callable[[_Part], int]) -> list[_Part]:
    """The parts from left to right (rule L2). Each has one level; inside a part nothing is turned round."""
    ordered = list(parts)
    for least in range(max(map(level, parts), default=0), 0, -1):
        groups = [(turned, list(group)) for turned, group in groupby(ordered, key=lambda part: level(part) >= least)]
        ordered = [part for turned, group in groups for part in (reversed(group) if turned else group)]
    return ordered


def _level(kind: str, base: int) -> int:
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _resolved_weak(kinds: list[str], outside: str) -> list[str]:
    """Rules W1 to W7."""
    found = list(kinds)
    for at, kind in enumerate(found):
        if kind in _WHERE_OTHERS_ARE:
            found[at] = found[at - 1] if at else outside
    strong = outside
    for at, kind in enumerate(found):
        if kind in ("L", *_RIGHT_TO_LEFT):
            strong = kind
        elif kind == "EN" and strong == "AL":
            found[at] = "AN"
    found = ["R" if kind == "AL" else kind for kind in found]
    for at in range(1, len(found) - 1):
        before, kind, after = found[at - 1 : at + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in _NUMBERS)):
            found[at] = before
    _join_terminators(found)
    found = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in found]
    strong = outside
    for at, kind in enumerate(found):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            found[at] = "L"
    return found


def _join_terminators(found: list[str]) -> None:
    """Rule W5: signs of money and percent belong to the number beside them."""
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end] == "ET":
            end += 1
        if end > at and "EN" in (found[at - 1] if at else "", found[end] if end < len(found) else ""):
            found[at:end] = ["EN"] * (end - at)
        at = max(end, at + 1)


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Where brackets open and close, in the order of opening (BD16)."""
    pairs, waiting = [], list[tuple[str, int]]()
    for at, character in enumerate(text):
        if kinds[at] != "ON":
            continue
        if character in _BRACKETS:
            if len(waiting) == _MAX_OPEN:
                break
            waiting.append((_BRACKETS[character], at))
            continue
        depth = next((depth for depth in range(len(waiting) - 1, -1, -1) if waiting[depth][0] == character), None)
        if depth is not None:
            pairs.append((waiting[depth][1], at))
            del waiting[depth:]
    return sorted(pairs)


def _resolve_brackets(pair: tuple[int, int], original: Sequence[str], found: list[str], outside: str) -> None:
    """Rule N0: a pair has the direction of the line where something in it has that; else that of what is before it."""
    start, end = pair
    inside = {_side(kind) for kind in found[start + 1 : end] if kind in ("L", "R", *_NUMBERS)}
    if not inside:
        return
    if outside in inside:
        side = outside
    else:
        before = (_side(kind) for kind in reversed(found[:start]) if kind in ("L", "R", *_NUMBERS))
        side = outside if next(before, outside) == outside else "R" if outside == "L" else "L"
    for bracket in pair:
        found[bracket] = side
        for at in range(bracket + 1, len(found)):
            if original[at] not in _WHERE_OTHERS_ARE:
                break
            found[at] = side


def _resolved_neutrals(kinds: list[str], outside: str) -> list[str]:
    """Rules N1 and N2: what is neutral goes with both neighbours where they agree, else with the line."""
    found = list(kinds)
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end] not in ("L", "R", *_NUMBERS):
            end += 1
        if end > at:
            before = _side(found[at - 1]) if at else outside
            after = _side(found[end]) if end < len(found) else outside
            found[at:end] = [before if before == after else outside] * (end - at)
        at = max(end, at + 1)
    return found


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
