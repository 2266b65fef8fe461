"""What all viewsets share: DRF's generic machinery, with shapes, keyset pages and strict query parameters."""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property, wraps
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from safeclose.http.fields import camel
from safeclose.http.json import CONTROL
from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, KeysetPagination, Page, page_of, requested_size
from safeclose.http.rate_limits import PerMinute, Usage
from safeclose.http.shapes import ModelShape, Shape, keys_of
from safeclose.records.rows import found
from safeclose.refusals import Code, Invalid

V = TypeVar("V", bound=Callable[..., Any])
M = TypeVar("M", bound=Model)


class ViewSet(GenericViewSet):
    """`list` comes from DRF's ListModelMixin and `retrieve` from RetrieveMixin below, both over `get_queryset()`. They
    are written by hand where the path names no row (the caller's own profile), or where the answer is no row or page of
    rows as the queryset has it. Methods that write are written by hand: they read a body (`@reads(shape)`), call one
    action, and answer with `self.answer(row)`.

    tag          the part of the API description that its operations stand in (`safeclose/http/tags.py`)
    operations   by method of the view: the operation's id in the description, which names methods of generated clients
    proofs       how callers are told apart where they have no account: names of security schemes, one of them suffices
    shapes       by method of the view, where it answers with another shape than `serializer_class`
    queries      by method of the view: the shape of the query parameters that it takes; read them from `self.query`
    ignores_unknown_parameters   methods that existing clients call with other parameters; other methods refuse these
    paged        methods that are no lists, and answer a row with a page of others (`page_of`)
    listed_as    the key under which a list stands in its answer; a method of `@action(listed_as=…)` is a list, too
    wrapped_as   the key under which one row stands in its answer; "" for none
    list_extras  the shape of what stands beside the rows in a list's answer; `get_list_extras(rows)` gives it
    numeric_ids  parameters of the path that are numbers in the database; anything else in their place is a 400
    ordering     of lists: columns, `-` for descending; the last one is unique
    page_size    rows on a page without `?limit=`; None: all there are
    max_page_size   the largest `?limit=`
    """

    tag = ""
    operations: ClassVar[Mapping[str, str]] = {}
    proofs: ClassVar[Collection[str]] = ()
    shapes: ClassVar[Mapping[str, type[Shape | ModelShape]]] = {}
    queries: ClassVar[Mapping[str, type[Shape]]] = {}
    ignores_unknown_parameters: ClassVar[Collection[str]] = ()
    paged: ClassVar[Collection[str]] = ()
    listed_as = ""
    wrapped_as = ""
    list_extras: ClassVar[type[Shape] | None] = None
    numeric_ids: ClassVar[Collection[str]] = ()
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    page_size: ClassVar[int | None] = DEFAULT_PAGE_SIZE
    max_page_size = MAX_PAGE_SIZE
    lookup_value_regex = "[^/]+"
    lookup_value_converter = "str"  # the same, for routers with `use_regex_path=False`
    throttle_classes = (PerMinute,)
    pagination_class: type[KeysetPagination] | None = KeysetPagination
    filter_backends = ()
    limit_usage: Usage | None = None  # of the request's limit, once it was counted

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Invalid for a control character in a parameter, and for an unknown parameter."""
        super().initial(request, *args, **kwargs)
        for name, values in request.query_params.lists():
            if CONTROL.search(name) or any(CONTROL.search(value) for value in values):
                raise Invalid(f"{CONTROL.sub('', name)} has a control character.", code=Code.INVALID_PARAMETER)
        self._refuse_unknown_parameters(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Where the route has a limit, says how much of it is left."""
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.limit_usage.headers().items() if self.limit_usage else ():
            response.headers[name] = value
        return response

    def _refuse_unknown_parameters(self, request: Request) -> None:
        """Not on public routes: whoever passes a link on may add to it."""
        if not self.authentication_classes or self.action in (None, *self.ignores_unknown_parameters):
            return
        known = self.known_parameters(self.action)
        for name in request.query_params:
            if name not in known:
                takes = f"it takes {enumerated(known)}" if known else "it takes none"
                raise Invalid(f"{name[:100]} is no query parameter here: {takes}.", code=Code.INVALID_PARAMETER)

    @classmethod
    def known_parameters(cls, action: str) -> tuple[str, ...]:
        """The query parameters that a method of the view takes."""
        shape = cls.queries.get(action)
        own = keys_of(shape) if shape else ()
        return (*own, "cursor", "limit") if cls.is_list(action) or action in cls.paged else own

    @classmethod
    def is_list(cls, action: str) -> bool:
        """Whether a method of the view answers pages of rows."""
        method = getattr(cls, action, None)
        kwargs = getattr(method, "kwargs", {})
        return bool(kwargs["listed_as"]) if "listed_as" in kwargs else action == "list" and bool(cls.listed_as)

    @cached_property
    def query(self) -> dict[str, Any]:
        """The values of the query parameters, by their names inside. Raises Invalid."""
        return self.queries[self.action or ""].read_query(self.request.query_params)

    def get_serializer_class(self) -> Any:
        return self.shapes.get(self.action or "") or super().get_serializer_class()

    def get_object(self) -> Any:
        """The row of `get_queryset()` that the path names. Raises Unknown, also for an id that can't be one."""
        name = self.lookup_url_kwarg or self.lookup_field
        key = self.number(name) if name in self.numeric_ids else self.kwargs[name]
        row = found(self.get_queryset(), **{self.lookup_field: key})
        self.check_object_permissions(self.request, row)
        return row

    def number(self, name: str) -> int:
        """The numeric id in the path under that name, such as `signing_id`. Raises Invalid for what is no number."""
        return numeric_id(camel(name), self.kwargs[name])

    def get_list_extras(self, rows: list[Any]) -> Any:
        """What `list_extras` answers, a row or a mapping, beside these rows of a page."""
        raise NotImplementedError

    def answer(self, row: Any, status: int = 200, **context: Any) -> Response:
        """One row, in the shape of the method that was called; the shape's methods find `context` in their own."""
        data = self.get_serializer_class()(row, context={**self.get_serializer_context(), **context}).data
        return Response({self.wrapped_as: data} if self.wrapped_as else data, status=status)

    def answer_list(self, rows: Any) -> Response:
        """One page of `rows`, in the shape of the method that was called."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    def page_of(
        self, rows: QuerySet[M], *, ordering: tuple[str, ...], page_size: int | None = DEFAULT_PAGE_SIZE
    ) -> Page[M]:
        """One page of rows that belong to the row which is answered, for its shape. Raises Invalid."""
        size = requested_size(self.request, page_size, page_size or self.max_page_size)
        return page_of(rows, self.request, ordering=ordering, size=size)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The methods are in `Allow`; the rest of the API description is at /openapi.json."""
        return Response(status=204)


class RetrieveMixin:
    """Answers one row of `get_queryset()`. DRF's mixin would not put it under `wrapped_as`."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        view: Any = self  # no docstring: the API description takes the view's
        return view.answer(view.get_object())


def reads(shape: type[Shape]) -> Callable[[V], V]:
    """The request's body, as `shape` reads it, is the method's argument `body`."""

    def decorate(method: V) -> V:
        @wraps(method)
        def handle(self: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
            return method(self, request, *args, body=shape.read(request.data), **kwargs)

        marked: Any = handle
        marked.body_shape = shape
        return cast(V, marked)

    return decorate


def statuses(*values: int) -> Callable[[V], V]:
    """Names the statuses of a method's answers where they are not the usual ones, for the API description."""

    def decorate(method: V) -> V:
        marked: Any = method
        marked.statuses = values
        return method

    return decorate


def enumerated(names: Collection[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


class PublicViewSet(ViewSet):
    """No account, no cookies, no caches, and no address handed on."""

    authentication_classes = ()
    permission_classes = ()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
