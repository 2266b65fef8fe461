"""What holds for every operation of the API description, as it is committed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import yaml
from django.conf import settings
from drf_spectacular.plumbing import load_enum_name_overrides
from jsonschema import Draft202012Validator

from safeclose.http.tags import TAGS
from tests.environment import ROOT

DESCRIPTION: dict[str, Any] = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]
JSON = "application/json"
# Where the shape is not this service's, or depends on a form. The last is the data of an event, which its webhook has.
CODED = {"CodedError", "Fault", "Unauthorized", "GoneLink"}
# Errors of an own shape.
OWN_ERRORS = {"draftDocument": {"502"}}
FREE_FORM = {
    "ClerkEventRequest.data", "Document.canonical", "Draft.canonical", "Event.data", "FormTemplate.schema",
    "NewDocumentRequest.canonical", "PackDetail.sample", "PackDetail.schema", "PatchedDocumentChangesRequest.canonical",
    "Payload.data",
}  # fmt: skip
# A status of Clerk's, a number, and a status of Twilio's.
NO_STATUS_OF_OURS = {"Billing.status", "Delivery.httpStatus", "TwilioReportRequest.MessageStatus"}
# Needs a model, Redis, or what another service signs: no example is made by asking.
NOT_ASKED = {"draftDocument", "createChattelComment", "receiveClerkEvent", "receiveMailReport", "receiveTextReport"}
# Answers of a second kind, of which the examples show the first.
NOT_SHOWN = {
    ("publishAgreement", "200"), ("deleteFlow", "200"), ("deletePackageTemplate", "200"), ("downloadSignedCopy", "200"),
    ("downloadSignedCopy", "206"),
}  # fmt: skip


class Operation(NamedTuple):
    """One operation, with its answers: those that are shared, too."""

    path: str
    name: str
    content: dict[str, Any]
    answers: dict[str, dict[str, Any]]


def operations(of: str = "paths") -> Iterator[Operation]:
    for path, methods in DESCRIPTION[of].items():
        for content in methods.values():
            answers = {status: _answer(one) for status, one in content["responses"].items()}
            yield Operation(path, content["operationId"], content, answers)


def _answer(answer: dict[str, Any]) -> dict[str, Any]:
    name = answer.get("$ref", "").removeprefix("#/components/responses/")
    found: dict[str, Any] = DESCRIPTION["components"]["responses"][name] if name else answer
    return found


def wrong(found: Iterable[Operation], fault: Callable[[Operation], object]) -> dict[str, object]:
    """What `fault` says of operations; all is well where it says nothing."""
    return {one.name: said for one in found if (said := fault(one))}


API = [one for one in operations() if one.content["tags"] != ["Probes"]]


def test_it_is_openapi_3_1_with_servers_and_tags_that_are_explained() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1.")
    assert DESCRIPTION["servers"] == [{"url": "/", "description": "The service that gives out this description."}]
    assert [(tag["name"], tag["description"]) for tag in DESCRIPTION["tags"]] == list(TAGS.items())
    assert {tag for one in operations() for tag in one.content["tags"]} == TAGS.keys()


def test_ids_of_operations_are_unique() -> None:
    names = Counter(one.name for of in ("paths", "webhooks") for one in operations(of))
    assert {name: number for name, number in names.items() if number > 1} == {}


def test_each_operation_has_an_id_words_and_one_tag() -> None:
    def fault(one: Operation) -> object:
        content = one.content
        has_name = re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", one.name)
        has_summary = re.fullmatch(r"[A-Z].*[^.]", content["summary"])
        return not (
            has_name
            and has_summary
            and content["description"]
            and len(content["tags"]) == 1
            and content["tags"][0] in TAGS
        )

    assert wrong([*operations(), *operations("webhooks")], fault) == {}


def test_each_operation_says_how_callers_prove_who_they_are() -> None:
    """An empty list: nobody has to. Of links the path itself is the proof."""

    def fault(one: Operation) -> object:
        schemes = [name for each in one.content["security"] for name in each]
        if one.path.startswith(("/v1/", "/api/")):
            return schemes != ([] if one.path.startswith("/api/public/") else ["clerk"])
        return set(schemes) - DESCRIPTION["components"]["securitySchemes"].keys()

    assert wrong([*operations(), *operations("webhooks")], fault) == {}


def test_each_operation_has_the_errors_of_its_family_with_their_shapes() -> None:
    def fault(one: Operation) -> object:
        errors = {status: answer for status, answer in one.answers.items() if status >= "400"}
        signed_in = {"401", "403", "404"} if one.content["security"] == [{"clerk": []}] else set()
        missing = {"400", "500", "503"} | signed_in - errors.keys()
        family = CODED if one.path.startswith("/api/") else {"Error", "GoneLink"}
        strange = {
            status for status, answer in errors.items() if not names(answer["content"][JSON]["schema"]) & family
        } - OWN_ERRORS.get(one.name, set())
        return (missing - errors.keys()) | strange

    assert wrong(API, fault) == {}


def test_each_answer_says_what_it_is_and_names_the_request() -> None:
    """And those that can be repeated later say when."""

    def fault(one: Operation) -> object:
        return [
            status
            for status, answer in one.answers.items()
            if not answer["description"]
            or "X-Request-Id" not in answer["headers"]
            or (status in ("429", "503") and "Retry-After" not in answer["headers"])
        ]

    assert wrong(API, fault) == {}


def test_each_operation_has_examples_which_its_schemas_allow() -> None:
    """Of its body and each good answer, where these are JSON."""

    def fault(one: Operation) -> object:
        shown = {
            status: part
            for status, answer in one.answers.items()
            if status < "400" and (part := answer.get("content", {}).get(JSON)) and (one.name, status) not in NOT_SHOWN
        }
        body = one.content.get("requestBody", {})
        if body.get("required") and body["content"].keys() == {JSON}:
            shown["body"] = body["content"][JSON]
        return [key for key, part in shown.items() if "example" not in part or not is_allowed(part)]

    assert wrong((one for one in operations() if one.name not in NOT_ASKED), fault) == {}


def test_examples_of_webhooks_are_allowed_by_their_schemas() -> None:
    """Of those that the good requests of tests/conformance cause."""
    parts = {one.name: one.content["requestBody"]["content"][JSON] for one in operations("webhooks")}
    shown = {name for name, part in parts.items() if "example" in part}
    assert "onDocumentSigned" in shown
    assert [name for name in shown if not is_allowed(parts[name])] == []


def test_each_error_that_operations_share_has_an_example_which_its_schema_allows() -> None:
    parts = {name: one["content"][JSON] for name, one in DESCRIPTION["components"]["responses"].items()}
    assert [name for name, part in parts.items() if not is_allowed(part)] == []


def test_each_status_is_one_of_a_closed_list() -> None:
    open_ones = {
        f"{name}.{key}"
        for name, shape in SCHEMAS.items()
        for key, schema in shape.get("properties", {}).items()
        if key.lower().endswith(("status", "state")) and not is_closed(schema)
    }
    assert open_ones == NO_STATUS_OF_OURS


def test_each_status_of_a_model_has_the_choices_of_the_model() -> None:
    """Those that the settings name by a model's choices."""
    overrides = settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"]
    known = {name: hashed for hashed, name in load_enum_name_overrides().items()}
    assert known.keys() == overrides.keys()
    for name, of in overrides.items():
        if isinstance(of, str) and name.endswith(("Status", "Stage")):
            assert SCHEMAS[name]["enum"] == values(of), name


def test_objects_are_typed() -> None:
    """Free-form are only those whose keys nobody here can know."""
    assert {where for name, schema in SCHEMAS.items() for where in free_form(schema, name)} == FREE_FORM


def test_numbers_have_no_multiple() -> None:
    """Validators divide in binary: they refuse 19999999.99 as a multiple of 0.01."""
    assert "multipleOf" not in (ROOT / "docs" / "openapi.yaml").read_text()


def names(schema: dict[str, Any]) -> set[str]:
    """Of the components that a schema is, or may be."""
    return {one["$ref"].rpartition("/")[2] for one in schema.get("oneOf", [schema])}


def values(path: str) -> list[str]:
    """The choices that a dotted path names."""
    from django.utils.module_loading import import_string

    module, _, attribute = path.rpartition(".")
    try:
        choices = import_string(path)
    except ImportError:
        choices = getattr(import_string(module), attribute)
    return [str(value) for value in choices.values]


def is_closed(schema: dict[str, Any]) -> bool:
    """Whether a value is one of a list."""
    references = [one["$ref"] for one in schema.get("allOf", [schema]) if "$ref" in one]
    return bool(references) and all("enum" in SCHEMAS[one.rpartition("/")[2]] for one in references)


def free_form(schema: Any, where: str) -> Iterator[str]:
    """Where an object is any object, and where there is no type at all."""
    kinds = schema.get("type", ())
    is_object = "object" in ([kinds] if isinstance(kinds, str) else kinds)
    if is_object and not schema.get("properties") and schema.get("additionalProperties", {}) == {}:
        yield where
    if not schema.keys() & {"type", "$ref", "allOf", "oneOf", "anyOf", "enum", "const"}:
        yield where
    for key, one in schema.get("properties", {}).items():
        yield from free_form(one, f"{where}.{key}")
    for key in ("oneOf", "allOf", "anyOf"):
        for one in schema.get(key, ()):
            yield from free_form(one, where)
    for key in ("items", "additionalProperties"):
        if schema.get(key):
            yield from free_form(schema[key], f"{where}[]")


def is_allowed(part: dict[str, Any]) -> bool:
    """Whether its schema, whose references are followed, allows its example."""
    schema = {**part["schema"], "components": DESCRIPTION["components"]}
    return Draft202012Validator(schema).is_valid(part["example"])
