"""Compares what a field shows (its appearance) with what it holds (its value). What is shown is what gets printed.

A field's value and its appearance are two things in a PDF (ISO 32000-1, 12.7.3.3), and forms exist in which they
differ: the appearance of 0.05 may say "5.00 %".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from documents.forms.fillable_pdf.appearances import Drawing
from safeclose.child_processes.confined import UnfitError

_MAX_QUOTED_LENGTH = 60


def shown_text(
    name: str, held: str | None, looks: Sequence[Drawing | None], *, scripted: bool, anew: bool, comb: bool
) -> str | None:
    """The text that a field's places show. Raises UnfitError where they do not agree, or can't be read.

    held       the field's value
    looks      what the appearance of each place draws; None for a place without one, where readers draw the value
    scripted   the form has a script that formats the value
    anew       readers are asked to draw all values anew
    """
    if scripted and held and (anew or None in looks):
        raise UnfitError(f"A script formats the field {name}, and there is no appearance to read its result from.")
    texts = [_text_of(name, held, look, anew=anew, scripted=scripted, comb=comb) for look in looks]
    if any(not same(text, texts[0]) for text in texts[1:]):
        raise UnfitError(f"The field {name} shows different values at its places.")
    return texts[0]


def _text_of(
    name: str, held: str | None, look: Drawing | None, *, anew: bool, scripted: bool, comb: bool
) -> str | None:
    if look and not look.readable and not look.text and not anew:
        raise UnfitError(f"The field {name} has letters that can't be seen.")
    if look is None or same(look.text, held) or (anew and not look.text):
        return held
    if look.text and not look.readable:
        raise UnfitError(f"The field {name} shows letters that can't be read as text.")
    text = squeezed(look.text) if comb else look.text
    if not anew and (not held or (text and (is_format_of(text, held) or (scripted and not _number(held))))):
        return text
    raise UnfitError(f"The field {name} shows {_said(text)} and holds {_said(held)}.")


def same(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for white space and forms of letters.

    Text that runs from the right is drawn in another order than it is read, and joins what the order tells apart.
    """
    first, second = squeezed(one or ""), squeezed(other or "")
    if any(unicodedata.bidirectional(each) in ("R", "AL") for each in first):
        return sorted(first) == sorted(second)
    return first == second


def squeezed(text: str) -> str:
    """Without white space and soft hyphens; ligatures and wide letters as ordinary ones."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u00ad", "").split())


def is_format_of(text: str, held: str) -> bool:
    """Whether a text is a usual way to write a value: "$1,250,000.00" for 1250000, "5.00 %" for 0.05."""
    value = _number(held)
    # Only separators were put in, as into a telephone number.
    if _kernel(held) and _kernel(text) == _kernel(held) and (value is None or not re.search(r"^-|[.,]", held + text)):
        return True
    if value is None or (value > 0 and re.match(r"\s*[-(−]", text)):
        return False
    if "%" in text:
        value *= 100
    return any(abs(abs(value) - each) <= Decimal(5).scaleb(_exponent(each) - 1) for each in _readings(text))


def _readings(text: str) -> Iterator[Decimal]:
    """The numbers that a text may mean: with a point or with a comma before the decimals."""
    digits = re.sub(r"[^0-9.,]", "", text).strip(".,")
    for group, point in ((",", "."), (".", ",")):
        grouped = rf"\d{{1,3}}(\{group}\d{{2,3}})*\{group}\d{{3}}|\d+"
        if re.fullmatch(rf"({grouped})(\{point}\d+)?", digits):
            yield Decimal(digits.replace(group, "").replace(point, "."))


def _kernel(text: str) -> str:
    return "".join(each for each in squeezed(text).casefold() if each.isalnum())


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(squeezed(text))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _said(text: str | None) -> str:
    if not text:
        return "nothing"
    line = "".join(each if each.isprintable() else " " for each in text)
    return f"“{line[:_MAX_QUOTED_LENGTH]}{'…' if len(line) > _MAX_QUOTED_LENGTH else ''}”"
