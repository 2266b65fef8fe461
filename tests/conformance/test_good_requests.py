"""Every operation, asked for something good: it does it, and answers as described."""

import pytest
from schemathesis.schemas import APIOperation, BaseSchema

from tests.conformance.asks import GOOD, NOT_CONFIGURED, ask
from tests.conformance.stage import Stage

PARTS = 4


def operations(description: BaseSchema) -> list[APIOperation]:
    return sorted((found.ok() for found in description.get_all_operations()), key=lambda one: one.label)


@pytest.mark.parametrize("part", range(PARTS))
def test_good_request(stage: Stage, description: BaseSchema, part: int) -> None:
    """In parts, so that several processes can share them."""
    wrong = [fault for one in operations(description)[part::PARTS] if (fault := answered(stage, one))]
    assert not wrong, "\n\n".join(wrong)


def answered(stage: Stage, operation: APIOperation) -> str:
    """What is wrong with the answer to the good request; nothing, if all is well."""
    name = operation.label
    asked = ask(stage, operation.method.upper(), operation.path)
    content = {"data": asked.body, "files": asked.files} if asked.files else {"json": asked.body}
    answer = stage.api.request(
        operation.method,
        operation.path.format(**asked.path),
        params=asked.query,
        headers=stage.headers(asked.who),
        **{key: value for key, value in content.items() if value is not None},
    )
    expected = (503,) if name in NOT_CONFIGURED else range(200, 300)
    if answer.status_code not in expected:
        return f"{name}: {answer.status_code} {answer.text[:500]}"
    try:
        answer.request.read()  # a form is a stream
        operation.validate_response(answer)
    except AssertionError as fault:
        return f"{name}: {fault}"
    return ""


def test_no_request_is_left_over(description: BaseSchema) -> None:
    names = {one.label for one in operations(description)}
    assert GOOD.keys() <= names
    assert names >= NOT_CONFIGURED
