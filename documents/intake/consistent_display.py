"""Changes a PDF so that every reader shows it in the same way, on screen and on paper."""

from pikepdf import Pdf

from documents.intake.annotations import settle_annotations
from documents.intake.graphics_states import settle_saved_states
from documents.intake.layers import settle_layers
from documents.intake.print_only import settle_print_only


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
    return left_out
