"""Rules that hold for all actions and all public functions, over all modules."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

from safeclose.actors import Actor
from safeclose.records import transactions
from tests.environment import ROOT
from tests.reaching import parsed, reached
from workspace.events import bus

OURS = [name for name in ("safeclose", "workspace", "documents", "signing", "clickwrap") if apps.is_installed(name)]
# Actions that take no `by` and publish no event, by the reason.
BY_NO_ONE = {
    "It only queues jobs; what they do is published.": {
        "documents.chattel.outreach.touches.actions.queue_lost",
        "signing.envelopes.delivery.actions.queue_copies",
        "signing.envelopes.delivery.actions.queue_reminder",
        "signing.evidence.actions.queue_seal",
        "signing.evidence.checkpoints.actions.queue_checkpoint",
        "signing.packages.notices.actions.queue_copies",
        "signing.packages.notices.actions.queue_reminder",
        "workspace.clerk.actions.queue_founding",
        "workspace.webhooks.deliveries.actions.queue_again",
    },
    "It follows from an event that is published already, and only repeats what that says.": {
        "documents.obligations.actions.record_signed",
        "signing.ceremony.public_actions.renew_copy_link",
        "signing.envelopes.actions.record_sealed",
        "signing.packages.signers.actions.record_link",
        "workspace.organizations.active_organization.actions._clear",
    },
    "A job keeps what it needs itself, or for the operators, or that a mail was taken.": {
        "clickwrap.receipts.actions.record_mail_ended",
        "documents.search.actions.record_passages",
        "documents.search.actions.record_storage",
        "safeclose.records.pruning.actions.record_pruned",
        "signing.ceremony.delivery.actions.record_copy_link",
        "signing.ceremony.delivery.actions.record_copy_mailed",
        "signing.ceremony.delivery.actions.record_link",
        "signing.ceremony.delivery.actions.record_unsent",
        "signing.ceremony.undelivered.actions.record_end_mailed",
        "workspace.clerk.actions.begin_sync",
        "workspace.clerk.actions.finish_sync",
        "workspace.clerk.actions.record_founded",
        "workspace.clerk.actions.record_page",
        "workspace.organizations.members.actions.record_mailed",
        "workspace.queue.actions.record_fault",
        "workspace.webhooks.deliveries.actions.record_released",
        "workspace.webhooks.deliveries.actions.record_taken",
    },
    "It changes how values are stored, and no value.": {
        "safeclose.records.rotation_actions._rotate",
    },
    "Whoever holds its link asks for a receipt; nothing is kept of that.": {
        "clickwrap.receipts.actions.request_mail",
    },
    "It makes evidence out of what is published already.": {
        "clickwrap.chain.actions.record_block",
        "signing.evidence.actions.record_certificate",
        "signing.evidence.checkpoints.actions.record_tiles",
    },
    "It prepares a try to identify the signer; what comes of it is recorded with the signer.": {
        "signing.ceremony.identification.actions._begin",
    },
    "A process says that it runs.": {
        "workspace.web_process.actions.hold",
    },
    "Nobody is signed in yet who could act.": {
        "workspace.identity.actions.first_seen",
        "workspace.staff.actions.record_failed_password",
    },
}
# Actions that take `by` and publish no event, by the reason.
UNPUBLISHED = {
    "The trail has it; what is published is the first look, the signature and each end.": {
        "signing.ceremony.delivery.actions.record_link_mailed",
        "signing.ceremony.identification.actions._record_sent",
        "signing.ceremony.public_actions.authenticate",
        "signing.ceremony.public_actions.consent",
        "signing.ceremony.public_actions._put_marks",
    },
    "An event would itself be sent to the webhook whose delivery is tried again; the delivery shows the try.": {
        "workspace.webhooks.actions.retry",
    },
    "Whoever sent the message publishes that it did not arrive, in a handler of `failure_handlers`.": {
        "workspace.sending.outcomes.actions.record_failure",
    },
    "A sign-in changes nothing for anyone else; the back office lists those that failed.": {
        "workspace.staff.actions.use_code",
    },
    "It only decides what the person who chooses is shown.": {
        "workspace.organizations.active_organization.actions.choose",
    },
}


SOURCES = [path for app in OURS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def modules() -> Iterator[ModuleType]:
    """Those that could mark an action."""
    for path in SOURCES:
        if "transactions import" in path.read_text():
            yield importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def is_action(value: object) -> bool:
    return (
        inspect.isfunction(value)
        and value.__globals__["__name__"] == transactions.__name__
        and hasattr(value, "__wrapped__")
    )


ACTIONS = {
    f"{module.__name__}.{name}": value
    for module in modules()
    for name, value in vars(module).items()
    if is_action(value) and value.__module__ == module.__name__
}
BY_NOBODY, NOT_PUBLISHING = (set().union(*names.values()) for names in (BY_NO_ONE, UNPUBLISHED))
EACH = pytest.mark.parametrize(("name", "function"), ACTIONS.items(), ids=ACTIONS)


def test_actions_were_found() -> None:
    assert {
        "workspace.identity.actions.first_seen",
        "documents.paper.actions.create",
        "signing.envelopes.actions.send",
    } <= set(ACTIONS)
    assert set(ACTIONS) >= BY_NOBODY | NOT_PUBLISHING
    assert all("by" not in inspect.signature(ACTIONS[name]).parameters for name in BY_NOBODY)
    assert not any(bus.publish in reached(ACTIONS[name]) for name in BY_NOBODY | NOT_PUBLISHING)


@EACH
def test_an_action_is_called_by_names_and_knows_by_whom(name: str, function: Callable[..., object]) -> None:
    parameters = inspect.signature(function).parameters
    assert {one.kind for one in parameters.values()} <= {inspect.Parameter.KEYWORD_ONLY}
    assert name in BY_NOBODY or parameters["by"].annotation is Actor
    assert not {"request", "response"} & set(parameters), "actions know no HTTP"


@EACH
def test_an_action_uses_who_acts(name: str, function: Callable[..., object]) -> None:
    body = [node for part in parsed(function).body for node in ast.walk(part)]
    assert name in BY_NOBODY or any(isinstance(node, ast.Name) and node.id == "by" for node in body)


@EACH
def test_an_action_publishes_an_event(name: str, function: Callable[..., object]) -> None:
    """Members see all events of their organization, and of their account, in the activity log."""
    assert bus.publish in reached(function) or name in BY_NOBODY | NOT_PUBLISHING


@EACH
def test_an_action_is_explained_and_typed(name: str, function: Callable[..., object]) -> None:
    assert function.__doc__ or function.__name__.startswith("_")
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values())


@pytest.mark.parametrize("app", OURS)
def test_actions_stand_where_actions_belong(app: str) -> None:
    misplaced = [name for name in ACTIONS if name.startswith(f"{app}.") and "actions" not in name.split(".")[-2]]
    assert misplaced == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_is_in_it(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not tree.body or ast.get_docstring(tree) or path.name in ("__init__.py", "apps.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_named_utils_or_the_like(path: Path) -> None:
    assert path.stem not in ("utils", "helpers", "common", "core", "services", "managers")
