"""Declarations of what staff can do to a row (Button) and read of it (Look)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from safeclose.actors import Actor


class Asked(forms.Form):
    """The form of a button's confirmation; this one has no fields. `row` is the row of the button."""

    def __init__(self, row: Any, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.row = row


class WithReason(Asked):
    reason = forms.CharField(
        max_length=500,
        help_text="One sentence. It is kept in the record for good.",
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
    )


class Chosen(Asked):
    """Asks to choose one of several; a subclass defines `choices(row)`."""

    one = forms.ChoiceField(widget=UnfoldAdminRadioSelectWidget)

    def __init__(self, row: Any, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        field = self.fields["one"]
        assert isinstance(field, forms.ChoiceField)
        found = self.choices(row)
        field.label, field.choices = self.question, found
        if len(found) == 1:
            field.initial = found[0][0]

    question = "Which one?"

    def choices(self, row: Any) -> list[tuple[str, str]]:
        """Key and label of each choice."""
        raise LookupError(f"{type(self).__name__} does not say what there is to choose from.")


Answers = Mapping[str, Any]


def always(_row: Any) -> bool:
    """The default of `offered`: on every row."""
    return True


@dataclass(frozen=True)
class Button:
    """`does(row, answers, by)` calls the app's action and returns a sentence about the result; it may raise a Refusal.

    `name` is part of the address; `permission` is Django's (`app.codename`); `question` asks for confirmation; the
    button is shown where `offered(row)`.
    """

    name: str
    label: str
    permission: str
    question: str
    does: Callable[[Any, Answers, Actor], str]
    asks: type[Asked] = Asked
    offered: Callable[[Any], bool] = always
    is_dangerous: bool = False


@dataclass(frozen=True)
class Look:
    """Something to read: `shows(request, row)` returns a file, or a list of panels.

    Everyone who may see the row may read it; downloads of files are logged.
    """

    name: str
    label: str
    shows: Callable[[HttpRequest, Any], HttpResponseBase | list[Any]]
    offered: Callable[[models.Model], bool] = always
    is_file: bool = False
