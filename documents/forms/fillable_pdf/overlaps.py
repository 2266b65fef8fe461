"""Refuses forms whose fields cover each other."""

from documents.forms.fillable_pdf.fields import Field
from safeclose.child_processes.confined import UnfitError

Box = tuple[float, float, float, float]


def refuse_overlaps(fields: list[Field]) -> None:
    """Raises UnfitError where one field covers more than half of another: neither value could be read then."""
    places = sorted((widget.page, widget.box, field.name) for field in fields for widget in field.widgets)
    for at, (page, box, name) in enumerate(places):
        for further in range(at + 1, len(places)):
            other_page, other, other_name = places[further]
            if other_page != page or other[0] >= box[2]:
                break
            if other_name != name and _shared(box, other) > 0.5 * min(_area(box), _area(other)):
                raise UnfitError(f"The fields {name} and {other_name} stand one upon the other.")


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shared(one: Box, two: Box) -> float:
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return max(width, 0.0) * max(height, 0.0)
