"""Identifiers outside, UUIDs in the database."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from safeclose.records import ids
from safeclose.records.rows import found
from safeclose.refusals import Unknown
from workspace.models import Event

PREFIXES = st.sampled_from(["doc", "evt", "obl", "sgr"])
SPEC = ("doc_01h455vb4pex5vsknk084sn02q", uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057"))


def test_an_id_is_as_the_specification_says() -> None:
    """https://github.com/jetify-com/typeid/tree/main/spec, its own example."""
    assert ids.to_uuid("doc", SPEC[0]) == SPEC[1]
    assert ids.from_uuid("doc", SPEC[1]) == SPEC[0]


@given(PREFIXES, st.uuids())
def test_an_id_is_read_back_as_it_was_made(prefix: str, value: uuid.UUID) -> None:
    assert ids.to_uuid(prefix, ids.from_uuid(prefix, value)) == value


@given(st.uuids(), st.uuids())
def test_identifiers_sort_as_their_uuids(one: uuid.UUID, other: uuid.UUID) -> None:
    assert (ids.from_uuid("doc", one) < ids.from_uuid("doc", other)) == (one < other)


def test_later_ids_sort_after_earlier_ones() -> None:
    made = [ids.new("doc") for _ in range(5000)]
    assert made == sorted(set(made))
    assert all(ids.to_uuid("doc", one).version == 7 for one in made[::500])


@given(st.text() | st.text("doc_01h455vb4pexXY7", max_size=32))
def test_anything_else_is_a_value_error_and_nothing_worse(text: str) -> None:
    try:
        value = ids.to_uuid("doc", text)
    except ValueError:
        return
    assert ids.from_uuid("doc", value) == text


MALFORMED = [
    "", "doc", "doc_", "_", "01h455vb4pex5vsknk084sn02q", "_01h455vb4pex5vsknk084sn02q",
    "evt_01h455vb4pex5vsknk084sn02q",
    "DOC_01h455vb4pex5vsknk084sn02q", "doc_01H455VB4PEX5VSKNK084SN02Q", "doc_01h455vb4pex5vsknk084sn02Q",
    "doc_01h455vb4pex5vsknk084sn02", "doc_01h455vb4pex5vsknk084sn02qq", "doc_81h455vb4pex5vsknk084sn02q",
    "doc_01h455vb4pex5vsknk084sn02u", "doc_01h455vb4pex5vsknk084sn02l", "doc__01h455vb4pex5vsknk084sn02q",
    "xdoc_01h455vb4pex5vsknk084sn02q", "a_doc_01h455vb4pex5vsknk084sn02q", " doc_01h455vb4pex5vsknk084sn02q",
    "doc_01h455vb4pex5vsknk084sn02q\n", "doc_01h455vb4pex5vsknk084sn02\x00", "doc_é1h455vb4pex5vsknk084sn02q",
    "doc_٠1h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057", "doc_" + "0" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: repr(text[:40]))
def test_a_malformed_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no identifier|does not begin with doc_"):
        ids.to_uuid("doc", text)


def event(**fields: Any) -> Event:
    return Event.objects.create(type="t", subject_type="s", subject_id="1", actor={}, **fields)


@pytest.fixture
def notes(db: None) -> Iterator[Any]:
    """A table of this test: an identifier that may be missing, and a foreign key to one."""
    with isolate_apps("workspace"):

        class Note(models.Model):
            about = models.ForeignKey(Event, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
            other = ids.TypeIDField(prefix="doc", null=True)

            class Meta:
                app_label = "workspace"

            def __str__(self) -> str:
                return self.other

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note.objects


def test_an_id_is_a_uuid_in_the_database(db: None) -> None:
    first, second = event(), event()
    assert first.id.startswith("evt_")
    assert Event.objects.get(id=first.id) == first
    assert Event.objects.get(id=ids.to_uuid("evt", first.id)) == first
    assert list(Event.objects.filter(id__in=[second.id, first.id]).order_by("id")) == [first, second]
    assert list(Event.objects.filter(id__gt=first.id)) == [second]
    assert Event.objects.values_list("id", flat=True).get(id=second.id) == second.id
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_typeof(id)::text, id FROM workspace_event ORDER BY id")
        assert cursor.fetchall() == [("uuid", ids.to_uuid("evt", one.id)) for one in (first, second)]


def test_an_id_can_be_a_foreign_key_or_null(notes: Any) -> None:
    about = event()
    note = notes.create(about=about, other=SPEC[0])
    notes.create()
    assert notes.get(about=about.id) == notes.get(about__id=about.id) == notes.get(about=about) == note
    assert notes.select_related("about").get(id=note.id).about == about
    assert list(notes.order_by("id").values_list("about_id", "other")) == [(about.id, SPEC[0]), (None, None)]
    assert notes.filter(other=None).count() == notes.filter(about=None).count() == 1


@pytest.mark.parametrize("identifier", ["doc_01h455vb4pex5vsknk084sn02q", "x", "", 5, "evt_\x00"])
def test_a_query_for_a_malformed_id_is_refused(identifier: object, db: None) -> None:
    with pytest.raises(ValidationError):
        Event.objects.get(id=identifier)
    with pytest.raises(Unknown):
        found(Event.objects.all(), id=identifier)


def test_migrations_know_the_prefix() -> None:
    _, path, args, options = Event._meta.get_field("id").deconstruct()
    assert (path, args, options["prefix"]) == ("safeclose.records.ids.TypeIDField", [], "evt")


def test_a_primary_key_gets_a_new_id_from_its_prefix_and_migrations_need_no_default() -> None:
    field = Event._meta.get_field("id")
    assert Event().id != Event().id
    assert "default" not in field.deconstruct()[3]
    assert field.clone().get_default().startswith("evt_")
    assert not ids.TypeIDField(prefix="doc").has_default()
