"""Lists and pages of rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from safeclose.backoffice import searching
from safeclose.backoffice.badges import States
from safeclose.backoffice.buttons import Button, Look
from safeclose.backoffice.counting import Counted
from safeclose.backoffice.filters import parameter_of
from safeclose.backoffice.panels import Panel, page_of
from safeclose.backoffice.pressing import press
from safeclose.backoffice.searching import Find
from safeclose.backoffice.staff import log
from safeclose.pages.faults import WordedPage
from safeclose.refusals import Refusal


class UnsortedList(ChangeList):
    """Ignores `?o=`, with which Django would sort by any shown column."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.search_help_text = "Search"  # in the box, which is too narrow for what the search looks at

    def get_ordering(self, request: HttpRequest, queryset: "models.QuerySet[Any]") -> Any:
        self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)

    def get_results(self, request: HttpRequest) -> None:
        """Without "(Show all)" beside the number where all are shown."""
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count

    @property
    def nothing(self) -> str:
        """A sentence for a list without a row: what was looked for, and where."""
        rows = str(self.opts.verbose_name_plural)
        if self.query:
            within = " among the rows that the filters leave" if self.has_active_filters else ""
            looked_at = searching.fields_searched(self.model_admin.finds)
            return f"Nothing was found for “{self.query}”{within}. The search looks at {looked_at}."
        return f"The filters leave no {rows}." if self.has_active_filters else f"There are no {rows} yet."


class Table(ModelAdmin):
    """A list by key, newest first, that never sorts or counts a whole table, and joins what `joins` names.

    `finds` maps words ("a signer's e-mail") to lookups of the search box. `states` has the columns that are shown as
    badges; a name that is no column of the model becomes one. The page of a row has the sentences `says(row)` above
    its form, `buttons` and `looks`, and `panels(row)` below.

    The first column of a list is what a person calls the row, and leads to its page; `called` where no column is that.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets: Any = None
    paginator = Counted
    ordering: Any = ("-pk",)
    sortable_by = ()
    list_filter_submit = True
    change_list_template = "backoffice/list.html"
    change_form_outer_before_template = "backoffice/above.html"
    change_form_outer_after_template = "backoffice/below.html"
    named: ClassVar[str] = ""  # in menus, instead of the model's name
    is_edited_by_staff: ClassVar[bool] = False
    in_short_menu: ClassVar[bool] = False  # of staff who help customers, and do not run the service
    joins: ClassVar[tuple[str, ...]] = ()
    states: ClassVar[Mapping[str, States]] = {}
    finds: ClassVar[Mapping[str, Find]] = {}
    buttons: ClassVar[tuple[Button, ...]] = ()
    looks: ClassVar[tuple[Look, ...]] = ()

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        columns = {field.name for field in model._meta.fields}
        self._badges = {name: f"{name}_badge" if name in columns else name for name in self.states}
        for name, states in self.states.items():
            label = str(model._meta.get_field(name).verbose_name) if name in columns else name  # type: ignore[union-attr]  # a column
            setattr(self, self._badges[name], states.column(name, label))

    def _with_badges(self, names: Iterable[Any]) -> list[Any]:
        return list(dict.fromkeys(self._badges.get(name, name) for name in names))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._with_badges(super().get_list_display(request))

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return self._with_badges(super().get_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return self._with_badges([*super().get_readonly_fields(request, obj), *self.states])

    @admin.display(description="name")
    def called(self, row: Any) -> str:
        return str(row)

    def says(self, row: Any) -> Sequence[str]:
        """Sentences with the most important facts about a row."""
        return ()

    def panels(self, row: Any) -> Sequence[Panel]:
        return ()

    def get_queryset(self, request: HttpRequest) -> "models.QuerySet[Any]":
        rows = super().get_queryset(request)
        return rows.select_related(*self.joins) if self.joins else rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return UnsortedList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allows the parameters of declared filters only; others are answered 400.

        Django allows every column of the table: `?password__startswith=` would reveal a hash, letter by letter.
        """
        return lookup in {parameter_of(self.model, one) for one in self.list_filter}

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Whether a pop-up may show this column of each row (`?_to_field=`): the key only."""
        return to_field in ("pk", self.opts.pk.name, self.opts.pk.attname)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Not empty, so that Django shows a search box; `finds` has its lookups."""
        return tuple(self.finds)

    @property
    def search_help_text(self) -> str:
        return f"Looks at {searching.fields_searched(self.finds)}." if self.finds else ""

    def get_search_results(
        self, request: HttpRequest, queryset: "models.QuerySet[Any]", search_term: str
    ) -> "tuple[models.QuerySet[Any], bool]":
        term = search_term.strip().replace("\0", "")
        if not term or not self.finds:
            return queryset, False
        return queryset.filter(pk__in=searching.found(tuple(self.finds.values()), term)), False

    def get_urls(self) -> list[URLPattern]:
        """Django's, and those of buttons and looks."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        button_urls = [
            path(f"<path:object_id>/do/{one.name}/", self._view(self._press, one), name=f"{info}_do_{one.name}")
            for one in self.buttons
        ]
        look_urls = [
            path(f"<path:object_id>/see/{one.name}/", self._view(self._show, one), name=f"{info}_see_{one.name}")
            for one in self.looks
        ]
        return [*button_urls, *look_urls, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With sentences, buttons and panels around the form."""
        row = self.get_object(request, unquote(object_id)) if object_id and request.method == "GET" else None
        around = self._around(request, row) if row and self.has_view_permission(request, row) else {}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "office": around})

    def _around(self, request: HttpRequest, row: models.Model) -> dict[str, Any]:
        info = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        offered = [one for one in self.buttons if request.user.has_perm(one.permission) and one.offered(row)]
        key = (quote(row.pk),)
        return {
            "says": self.says(row),
            "panels": self.panels(row),
            "buttons": [(one, reverse(f"{info}_do_{one.name}", args=key)) for one in offered],
            "looks": [(one, reverse(f"{info}_see_{one.name}", args=key)) for one in self.looks if one.offered(row)],
        }

    def _view(self, answer: Callable[..., HttpResponseBase], one: Button | Look) -> Any:
        return self.admin_site.admin_view(partial(answer, one))

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        """The row of an address. Raises Http404, or PermissionDenied without the right to see such rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def _press(self, button: Button, request: HttpRequest, object_id: str) -> HttpResponseBase:
        return press(request, self.admin_site, button, self._row(request, object_id))

    def _show(self, look: Look, request: HttpRequest, object_id: str) -> HttpResponseBase:
        row = self._row(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": look.label, "subtitle": str(row), "opts": self.opts, "row": row, "back": page_of(row),
        }  # fmt: skip
        try:
            shown = look.shows(request, row)
        except Refusal as refusal:
            context["refusal"] = refusal.sentence
            return WordedPage(request, "backoffice/look.html", context, status=409)
        if isinstance(shown, HttpResponseBase):
            log(request, row, f"{look.label}: taken.")
            return shown
        return TemplateResponse(request, "backoffice/look.html", {**context, "panels": shown})


class Lines(TabularInline):
    """Rows that are edited within the page of another; each input is named by its column."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label)
        return field


class ReadOnly(Table):
    """Rows can't be added, changed or deleted by hand, not even by superusers."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def adds_buttons(model: type[models.Model], *buttons: Button) -> None:
    """Adds an app's buttons to the pages of rows of a lower app, whose table is registered already."""
    table = type(admin.site.get_model_admin(model))
    assert issubclass(table, Table)
    table.buttons = (*table.buttons, *buttons)
