"""Brings a PDF into a form that every reader shows alike, on screen and on paper."""

from pikepdf import Pdf

from documents.intake.annotations import settle_annotations
from documents.intake.graphics_states import settle_saved_states
from documents.intake.layers import settle_layers
from documents.intake.print_only import settle_print_only


def settle(pdf: Pdf, *, keep_widgets: bool = False) -> list[str]:
    """Change an opened PDF so that it shows the same everywhere; what is left out, in words.

    Belongs into a process that is `confined`. Raises UnfitError, naming the page and the thing, for what cannot be
    shown alike. `keep_widgets`: leave the annotations of form fields as they are.
    """
    # Layers first: an annotation may be in one. Appearances become forms of the page, for the last step to look at.
    left_out = settle_layers(pdf)
    settle_saved_states(pdf)
    left_out += settle_annotations(pdf, keep_widgets=keep_widgets)
    settle_print_only(pdf)
    return left_out
