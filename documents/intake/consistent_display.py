"""Changes a PDF so that every reader shows it in the same way, on screen and on paper."""

from pikepdf import Pdf

from documents.intake.annotations import settle_annotations
from documents.intake.graphics_states import settle_saved_states
from documents.intake.layers import settle_layers
from documents.intake.print_only import settle_print_only
from safeclose.child_processes.confined import UnfitError
from safeclose.marks.pages import check_drawable
from safeclose.marks.placed import MarksError


def settle(pdf: Pdf, *, keep_widgets: bool = False) -> list[str]:
    """Change an opened PDF so that every reader shows the same. Returns descriptions of what was removed.

    Call it in a `confined` process. Raises UnfitError, naming the page and the object, for what readers would show
    differently. `keep_widgets`: leave the annotations of form fields as they are.
    """
    # Layers come first, since an annotation may be in one. Print settings come last, since settle_annotations turns
    # appearances into forms of the page, which must be checked too.
    left_out = settle_layers(pdf)
    settle_saved_states(pdf)
    left_out += settle_annotations(pdf, keep_widgets=keep_widgets)
    settle_print_only(pdf)
    _refuse_unfinished(pdf)
    return left_out


def _refuse_unfinished(pdf: Pdf) -> None:
    """Signatures are drawn after the content of a page; a text or an image without an end would take them in."""
    try:
        check_drawable(pdf)
    except MarksError as error:
        raise UnfitError(f"{error} Print the PDF to a new one first.") from error
