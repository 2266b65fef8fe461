"""DELETE /v1/signing/manager/templates/:id: one that is not used goes, one that is used is archived."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from signing.packages.identities.models import Tier
from signing.packages.models import Flow, SigningDocument, Template
from tests.matching import A_TIME
from tests.racing import at_once, races
from tests.signing.packages.stage import (
    BASE,
    NOT_FOUND,
    Package,
    Stage,
    caller,
    draft,
    flow,
    grant,
    ok,
    refused,
    template,
    when_told,
)
from workspace.models import Event

PATH = f"{BASE}/templates"
STEPS = [{"kind": "read", "title": "Read"}]


def in_package(stage: Stage, paper: dict[str, object]) -> Package:
    package = draft(stage.mia, stage.toronto)
    ok(stage.mia.post(f"{package.path}/documents", {"templateId": paper["id"]}), 201)
    return package


def in_flow(stage: Stage, paper: dict[str, object]) -> dict[str, object]:
    return flow(stage.mia, stage.toronto, steps=[*STEPS, {"kind": "sign", "title": "Sign", "templateId": paper["id"]}])


def told(verb: str) -> list[tuple[str, object]]:
    return [(one.subject_id, one.data) for one in Event.objects.filter(type=f"template.{verb}")]


def test_a_template_that_is_not_used_is_gone(stage: Stage) -> None:
    paper, other = template(stage.mia, stage.toronto), template(stage.mia, stage.toronto, "Other")
    answer = stage.mia.delete(f"{PATH}/{paper['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert stage.mia.get(f"{PATH}/{paper['id']}").json() == NOT_FOUND[1]
    assert ok(stage.mia.get(PATH))["templates"] == [other]
    assert told("deleted") == [(paper["id"], {"name": "Receipt", "locationId": str(stage.toronto.pk)})]
    assert stage.mia.delete(f"{PATH}/{paper['id']}").status_code == 404


@pytest.mark.parametrize("use", [in_package, in_flow])
def test_a_template_that_is_used_is_archived(use: object, stage: Stage) -> None:
    paper = template(stage.mia, stage.toronto)
    use(stage, paper)
    archived = ok(stage.mia.delete(f"{PATH}/{paper['id']}"))
    assert archived == {**paper, "active": False, "archivedAt": A_TIME, "updatedAt": A_TIME}
    assert ok(stage.mia.get(f"{PATH}/{paper['id']}")) == archived, "what uses it can still look at it"
    assert stage.mia.get(f"{PATH}/{paper['id']}/file").status_code == 200
    assert ok(stage.mia.get(PATH)) == {"templates": [], "scope": "managed"}
    assert told("archived") == [(paper["id"], {"name": "Receipt", "locationId": str(stage.toronto.pk)})]
    words = "It is archived, so it can't be changed."
    refused(stage.mia.patch(f"{PATH}/{paper['id']}", {"active": True}), 409, words)
    refused(stage.mia.delete(f"{PATH}/{paper['id']}"), 409, words)
    package = draft(stage.mia, stage.toronto)
    body = {"templateId": paper["id"]}
    refused(stage.mia.post(f"{package.path}/documents", body), 400, "The template is not active.")


def test_an_archived_template_goes_when_nothing_uses_it_any_more(stage: Stage) -> None:
    paper = template(stage.mia, stage.toronto)
    package = in_package(stage, paper)
    ok(stage.mia.delete(f"{PATH}/{paper['id']}"))
    document = SigningDocument.objects.get()
    assert stage.mia.delete(f"{package.path}/documents/{document.pk}").status_code == 204
    assert stage.mia.delete(f"{PATH}/{paper['id']}").status_code == 204
    assert not Template.objects.exists()


def test_a_package_keeps_its_document_when_the_template_is_archived(stage: Stage) -> None:
    package = in_package(stage, paper := template(stage.mia, stage.toronto))
    before = ok(stage.mia.get(f"{package.path}/documents"))
    ok(stage.mia.delete(f"{PATH}/{paper['id']}"))
    assert ok(stage.mia.get(f"{package.path}/documents")) == before
    package.add_signer("sue")
    assert package.activate()["status"] == "active"


@pytest.mark.parametrize(("tier", "status"), [(Tier.READ, 403), (Tier.WRITE, 403), (Tier.FULL, 204)])
def test_deleting_needs_full_at_the_location_of_the_template(tier: Tier, status: int, stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, stage.toronto, templates=tier)
    grant(one, stage.acme, stage.ottawa, templates=Tier.FULL)
    answer = one.delete(f"{PATH}/{template(stage.mia, stage.toronto)['id']}")
    assert answer.status_code == status
    if status == 403:
        words = "see" if tier == Tier.NONE else "administer"
        assert answer.json() == {"error": f"You may not {words} templates at this location."}
    assert Template.objects.count() == (status == 403)


def test_ids_that_can_not_be_are_refused(stage: Stage) -> None:
    refused(stage.mia.delete(f"{PATH}/x"), 400, "templateId must be a numeric string.")
    refused(stage.mia.delete(f"{PATH}/0"), 404, "Not found.")
    foreign = template(stage.carl, stage.hamilton)
    refused(stage.mia.delete(f"{PATH}/{foreign['id']}"), 403, "This is outside of what you manage.")


USES = {
    "a package": lambda stage, paper, package, order: partial(
        stage.mia.post, f"{package.path}/documents", {"templateId": paper["id"]}
    ),
    "a new flow": lambda stage, paper, package, order: partial(
        stage.mia.post, f"{BASE}/flows", {"locationId": stage.toronto.pk, "name": "New", "steps": signing_of(paper)}
    ),
    "another flow": lambda stage, paper, package, order: partial(
        stage.mia.patch, f"{BASE}/flows/{order['id']}", {"steps": signing_of(paper)}
    ),
}  # fmt: skip


def signing_of(paper: dict[str, object]) -> list[dict[str, object]]:
    return [{"kind": "sign", "title": "Sign", "templateId": paper["id"]}]


def is_in_use(paper: dict[str, object]) -> bool:
    in_a_step = Flow.objects.filter(steps__contains=[{"templateId": paper["id"]}])
    return SigningDocument.objects.filter(template=paper["id"]).exists() or in_a_step.exists()


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_template_is_not_taken_while_it_is_deleted(
    use: Callable[..., Any], committed_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion has found nothing that uses it, and is not committed: who wants it waits, and finds it gone."""
    stage = committed_stage
    paper = template(stage.mia, stage.toronto)
    taking = use(stage, paper, draft(stage.mia, stage.toronto), flow(stage.mia, stage.toronto))
    begun = when_told(monkeypatch, "template.deleted", taking)
    assert stage.mia.delete(f"{PATH}/{paper['id']}").status_code == 204
    answer = begun[0].result(60)
    assert (answer.status_code, is_in_use(paper)) == (400, False), answer.content


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_template_that_is_taken_and_deleted_at_once_is_gone_or_archived(
    use: Callable[..., Any], committed_stage: Stage
) -> None:
    stage = committed_stage
    for held in races(Template, thorough=20):
        paper = template(stage.mia, stage.toronto)
        taking = use(stage, paper, draft(stage.mia, stage.toronto), flow(stage.mia, stage.toronto))
        gone, taken = at_once([partial(stage.mia.delete, f"{PATH}/{paper['id']}"), taking], held=held)
        assert (gone.status_code, taken.status_code) in ((204, 400), (200, 201), (200, 200)), taken.content
        assert Template.objects.filter(pk=paper["id"]).exists() == is_in_use(paper) == (gone.status_code == 200)
