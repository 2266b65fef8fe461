"""Whatever was acknowledged is there, as it was answered, and once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from tests.soak.checks import click_answers, envelope_answers, package_answers, record_answers
from tests.soak.journal import Entry
from tests.soak.rows import Rows

Fault = Iterator[str]
KINDS: dict[str, Callable[[Rows, Entry], Fault]] = {
    **record_answers.CHECKS,
    **envelope_answers.CHECKS,
    **package_answers.CHECKS,
    **click_answers.CHECKS,
}
# Things that are made, each with a title that no other has.
TITLED = {
    "document.create": ("documents_document", "title"),
    "chattel.create": ("documents_chatteldocument", "title"),
    "chattel.comment": ("documents_comment", "text"),
    "package.create": ("signing_signing", "title"),
    "package.document": ("signing_signingdocument", "title"),
    "deal.create": ("documents_deal", "title"),
}


def every(rows: Rows, journal: Sequence[Entry]) -> Fault:
    """Each acknowledged request, by its kind."""
    deleted = {entry.asked["id"] for entry in journal if entry.kind.endswith(".delete")}
    for entry in journal:
        if entry.is_done and entry.kind in KINDS and not _ids(entry) & deleted:
            for fault in KINDS[entry.kind](rows, entry):
                yield f"{entry.kind} of {entry.who}: {fault}"
    yield from _titles(rows, journal, deleted)


def _ids(entry: Entry) -> set[str]:
    told = entry.told or {}
    return {told.get("id", ""), told.get("document", {}).get("id", ""), entry.asked.get("id", "")} - {""}


def _titles(rows: Rows, journal: Sequence[Entry], deleted: set[str]) -> Fault:
    """One thing for each that was acknowledged, or said to be carried out; never two. Titles may have been changed."""
    changed = {entry.asked["id"] for entry in journal if entry.kind.endswith(".patch")}
    made: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in journal:
        if entry.kind in TITLED:
            made[entry.kind, entry.asked["title"]].append(entry)
    for (kind, title), entries in made.items():
        table, column = TITLED[kind]
        found = rows.number(f"SELECT count(*) AS n FROM {table} WHERE {column} = %s", title)
        is_sure = any(entry.is_done or entry.is_answer_lost for entry in entries)
        touched = any(_ids(entry) & (deleted | changed) for entry in entries)
        if found > 1 or (is_sure and found != 1 and not touched):
            yield f"{kind} {title!r} is there {found} times, {'and' if is_sure else 'though not'} acknowledged"
