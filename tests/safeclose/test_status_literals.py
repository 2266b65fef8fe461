"""A status is written as a member of its enum, never as a string."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from documents.chattel.loans.models import Loan
from safeclose.management.commands.write_diagrams import lifecycles
from workspace.clerk.models import ClerkSync
from workspace.models import Membership

APPS = ("workspace", "documents", "signing", "clickwrap")
# Migrations are history; the statuses of workspace.queue are those of Procrastinate's jobs.
LEFT_OUT = ("*/migrations/*", "workspace/queue/*", "*/lifecycle.py")
COLUMNS = {"status", "stage", "from_stage", "to_stage"}
STATUSES = {
    *(state for one in lifecycles() for state in one.states),
    *Membership.Status.values,
    *Loan.Status.values,
    *ClerkSync.Stage.values,
}


def files() -> list[Path]:
    """The source files that may have no literal."""
    found = [file for app in APPS for file in sorted((settings.BASE_DIR / app).rglob("*.py"))]
    return [file for file in found if not any(file.match(pattern) for pattern in LEFT_OUT)]


def is_status(node: ast.expr) -> bool:
    """Whether an expression reads a status: `row.status`, `status`, `row["status"]`, `row.status_at(now)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in COLUMNS
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name in COLUMNS
        case ast.Call(func=ast.Attribute(attr="status_at")):
            return True
    return False


def is_lookup(name: str | None) -> bool:
    """Whether a keyword argument names a status: `status`, `status__in`, `document__status`."""
    return name is not None and not COLUMNS.isdisjoint(name.split("__"))


def literals(source: str) -> list[str]:
    """The statuses that are strings in comparisons, keyword arguments, assignments, patterns and dicts of statuses."""
    return [
        f"{one.lineno}: {one.value}"
        for node in ast.walk(ast.parse(source))
        for value in _values(node)
        for one in ast.walk(value)
        if isinstance(one, ast.Constant) and one.value in STATUSES
    ]


def _values(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, comparators=others):
            sides = [left, *others]
            if any(is_status(side) for side in sides):
                yield from (side for side in sides if not is_status(side))
        case ast.keyword(arg=name, value=value) if is_lookup(name):
            yield from _data(value)
        case ast.Assign(targets=targets, value=value) if any(is_status(one) for one in targets):
            yield from _data(value)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = zip(targets, values, strict=False)  # `first, *others = one, *more` has other numbers
            yield from (part for target, value in pairs if is_status(target) for part in _data(value))
        case ast.Match(subject=subject, cases=cases) if is_status(subject):
            yield from (part for case in cases for part in ast.walk(case.pattern) if isinstance(part, ast.expr))
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and is_lookup(key.value):
                    yield from _data(value)


def _data(value: ast.expr) -> Iterator[ast.expr]:
    """The value, unless it is a call: the arguments of a call are not statuses, but the verbs of a lifecycle."""
    if not isinstance(value, ast.Call):
        yield value


@pytest.mark.parametrize(
    "source",
    [
        'row.status == "signed"',
        '"signed" != row.status',
        'row.status in ("sent", "voided")',
        'rows.filter(status="draft")',
        'rows.exclude(document__status__in=["DRAFT"])',
        'row.status = "active"',
        'row.status, row.at = "active", now',
        'rows.update(**{"status": "PENDING"})',
        'envelope.status_at(now) == "expired"',
        'match row.stage:\n    case "lost":\n        pass',
    ],
)
def test_a_literal_is_found(source: str) -> None:
    assert literals(source)


@pytest.mark.parametrize(
    "source",
    [
        "row.status == Envelope.Status.SENT",
        'row.status = SIGNER.after(row.status, "signed")',
        'event.type == "signed"',
        '{"state": "active"}',
        'save(update_fields=["status"])',
    ],
)
def test_verbs_events_and_names_of_columns_are_no_literals(source: str) -> None:
    assert not literals(source)


def test_no_status_is_a_literal() -> None:
    found = {str(file.relative_to(settings.BASE_DIR)): literals(file.read_text("utf-8")) for file in files()}
    assert len(found) > 300
    assert {file: lines for file, lines in found.items() if lines} == {}
