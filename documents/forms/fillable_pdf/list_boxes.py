"""List boxes, which show several options at once and mark the chosen ones."""

from collections.abc import Sequence

from documents.forms.fillable_pdf.appearances import Box, Drawing
from documents.forms.fillable_pdf.shown_values import same


def marked(look: Drawing, options: Sequence[tuple[str, str]], held: set[str]) -> set[str]:
    """The labels that the appearance of a list shows as chosen; text that is no option is returned as it is.

    held   the labels that the list holds: an appearance may show these alone, or joined on a line
    """
    labels = [label for _, label in options]
    if look.bars:
        return {_label(line, labels) for line, box in look.lines if any(_lies_on(box, bar) for bar in look.bars)}
    seen = {_label(line, labels) for line, _ in look.lines}
    if seen == held or any(same(look.text, ", ".join(order)) for order in (sorted(held), _ordered(held, labels))):
        return held
    shows_options = seen <= set(labels) and (len(seen) > 1 or len(labels) == 1)
    return set() if shows_options else seen


def _ordered(held: set[str], labels: list[str]) -> list[str]:
    return [label for label in labels if label in held]


def _label(line: str, labels: Sequence[str]) -> str:
    return next((label for label in labels if same(label, line)), line)


def _lies_on(line: Box, bar: Box) -> bool:
    middle = (line[1] + line[3]) / 2
    return bar[1] <= middle <= bar[3] and line[0] < bar[2] and line[2] > bar[0]
