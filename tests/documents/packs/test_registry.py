"""What holds for every form, the ones to come included."""

import json
import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from documents import packs
from documents.packs import Checked, Pack
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, leaves
from tests.thorough import rounds

EVERY = pytest.mark.parametrize("pack", packs.every(), ids=lambda pack: pack.key)
DAYS = st.dates(date(2000, 1, 1), date(2150, 1, 1))


def test_a_form_is_found_by_its_key() -> None:
    assert packs.get("on/freehold-purchase").form_number == "OREA 100"
    assert [packs.get(pack.key) for pack in packs.every()] == packs.every()


@pytest.mark.parametrize("key", ["", "on", "on/freehold-purchase/", "ON/FREEHOLD-PURCHASE", "template/1"])
def test_an_unknown_key_is_refused(key: str) -> None:
    with pytest.raises(packs.UnknownPack) as refused:
        packs.get(key)
    assert refused.value.args == (key,)
    assert isinstance(refused.value, KeyError)


@EVERY
def test_every_form_has_a_key_a_title_and_a_number(pack: Pack) -> None:
    assert re.fullmatch("on/[a-z]+(-[a-z]+)*", pack.key)
    assert pack.title
    assert pack.form_number
    assert pack.transaction_type in {"purchase", "lease", "listing", "application"}


@EVERY
@given(today=DAYS)
@settings(max_examples=rounds(15, 40))
def test_the_sample_is_complete_and_lies_ahead_on_any_day(pack: Pack, today: date) -> None:
    sample = pack.sample(today)
    assert pack.check(sample) == Checked({}, [], sample)
    dates = {path: value for path, value in leaves(sample) if re.match(r"\d{4}-\d\d-\d\d", str(value))}
    ahead = [value for path, value in dates.items() if not path.endswith(".dateOfBirth")]
    assert ahead
    assert min(ahead)[:10] > today.isoformat()
    assert all(dates[path] < today.isoformat() for path in dates if path.endswith(".dateOfBirth"))


@EVERY
def test_the_sample_reaches_nobody(pack: Pack) -> None:
    text = json.dumps(pack.sample(TODAY))
    addresses = re.findall(r"[\w.+-]+@([\w.-]+)", text)
    assert addresses
    assert all(f".{domain}".endswith(".example.com") for domain in addresses)
    assert all(number[4:7] == "555" for number in re.findall(r"\b\d{3}-\d{3}-\d{4}\b", text))


@EVERY
def test_the_schema_describes_every_field_and_refuses_others(pack: Pack) -> None:
    schema = pack.json_schema()
    blocks = [schema, *schema["$defs"].values()]
    for block in blocks:
        assert block["type"] == "object"
        assert block["additionalProperties"] is False
        assert block["description"].endswith(".")
        for name, field in block["properties"].items():
            assert re.fullmatch("[a-z][A-Za-z]*", name)
            assert field["description"].endswith("."), (block["title"], name)


@EVERY
def test_the_schema_knows_every_field_of_the_sample(pack: Pack) -> None:
    schema = pack.json_schema()
    for path, _ in leaves(pack.sample(TODAY)):
        assert _found(schema, schema, path.split(".")), path


@EVERY
def test_the_schema_accepts_the_sample_and_refuses_what_it_does_not_know(pack: Pack) -> None:
    Draft202012Validator.check_schema(pack.json_schema())
    schema, sample = Draft202012Validator(pack.json_schema()), pack.sample(TODAY)
    assert list(schema.iter_errors(sample)) == []
    for parent in {path.rpartition(".")[0] for path, _ in leaves(sample)}:
        if not parent.rpartition(".")[2].isdecimal() and isinstance(_at(sample, parent), dict):
            assert not schema.is_valid(changed(sample, f"{parent}.surprise" if parent else "surprise", 1)), parent


@EVERY
def test_what_the_schema_requires_is_what_an_empty_draft_lacks(pack: Pack) -> None:
    checked = pack.check({})
    assert (checked.shape, checked.value) == ({}, {})
    assert [issue.path for issue in checked.issues] == pack.json_schema()["required"]
    assert {issue.code for issue in checked.issues} == {"required"}


@EVERY
def test_an_unknown_key_is_a_fault_at_every_level(pack: Pack) -> None:
    sample = canonical = pack.sample(TODAY)
    objects = {path.rpartition(".")[0] for path, _ in leaves(sample) if not path.rpartition(".")[2].isdecimal()}
    surprises = [f"{parent}.surprise" if parent else "surprise" for parent in objects]
    for path in surprises:
        canonical = changed(canonical, path, 1)
    checked = pack.check(canonical)
    assert checked.shape == {path: ["Unknown field."] for path in surprises}
    assert checked.value is None
    assert pack.check(changed(sample, surprises[0], 1)).value is None


@EVERY
def test_every_value_of_a_wrong_type_is_a_fault(pack: Pack) -> None:
    sample = pack.sample(TODAY)
    for wrong in (True, 1, 1.0, "x", {"a": 1}, [1]):
        paths = [path for path, value in leaves(sample) if type(wrong) is not type(value)]
        canonical = sample
        for path in paths:
            canonical = changed(canonical, path, wrong)
        checked = pack.check(canonical)
        assert (set(checked.shape), checked.value) == (set(paths), None), wrong
        assert pack.check(changed(sample, paths[0], wrong)).value is None


@EVERY
def test_every_text_is_bounded(pack: Pack) -> None:
    sample = canonical = pack.sample(TODAY)
    texts = [path for path, value in leaves(sample) if isinstance(value, str)]
    for path in texts:
        canonical = changed(canonical, path, "x" * 100_001)
    faults = pack.check(canonical).shape
    unlimited = [
        path for path in texts if not any(one.startswith("Must have at most ") for one in faults.get(path, []))
    ]
    assert len(unlimited) < len(texts)
    for path in unlimited:
        assert pack.check(changed(sample, path, "x" * 100_001)).issues, path


@EVERY
def test_signing_parties_are_named_and_numbered_in_order(pack: Pack) -> None:
    sample = pack.sample(TODAY)
    signers = pack.signing_parties(sample)
    assert len(signers) >= 1
    order = [role for _, role in pack.sides]
    assert all(order.index(one.role) <= order.index(two.role) for one, two in pairwise(signers))


@EVERY
def test_the_template_version_is_a_digest_of_its_files(pack: Pack) -> None:
    assert re.fullmatch("[0-9a-f]{64}", pack.template_version)
    assert pack.template.is_file()


@EVERY
def test_the_same_arguments_give_the_same_bytes(pack: Pack) -> None:
    sample = pack.sample(TODAY)
    first = pack.render(sample, title="Title", at=AT)
    assert pack.render(pack.sample(TODAY), title="Title", at=AT) == first


def test_another_title_is_another_document(sample: dict[str, Any], purchase: Pack) -> None:
    first, second = (purchase.render(sample, title=title, at=AT).pdf for title in ("Title", "Another"))
    assert first != second


def _at(value: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _found(schema: dict[str, Any], root: dict[str, Any], path: list[str]) -> bool:
    if "$ref" in schema:
        return _found(root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
    if "anyOf" in schema:
        return any(_found(one, root, path) for one in schema["anyOf"])
    if not path:
        return True
    if "items" in schema:
        return _found(schema["items"], root, path[1:])
    return path[0] in schema.get("properties", {}) and _found(schema["properties"][path[0]], root, path[1:])
