"""Nothing but `safeclose.messages` composes or sends mails and texts."""

import ast

import pytest

from tests.environment import ROOT

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
SOURCES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
# Names by which a mail or a text is made, or handed over.
FORBIDDEN = {
    "EmailMessage", "EmailMultiAlternatives", "send_mail", "send_mass_mail", "mail_admins", "mail_managers",
    "email_user", "get_connection", "safeclose.gateways.mail", "safeclose.gateways.sms",
    "smtplib", "safeclose.gateways.sending",
}  # fmt: skip
ALLOWED = {
    "safeclose/messages/composing.py": {"EmailMultiAlternatives", "get_connection"},
    "safeclose/messages/delivery.py": {
        "safeclose.gateways.mail", "safeclose.gateways.sms", "safeclose.gateways.sending",
    },
    "safeclose/gateways/mail.py": {"EmailMessage", "smtplib", "safeclose.gateways.sending"},
    "safeclose/gateways/sms.py": {"safeclose.gateways.sending"},
    # Signs in at the mail server, and sends nothing.
    "safeclose/gateways/service_checks.py": {"get_connection", "smtplib"},
}  # fmt: skip


def used(source: str) -> set[str]:
    """The names and modules that a source imports or reads as an attribute."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {one.name for one in node.names}
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found & FORBIDDEN


def test_only_the_one_module_sends_messages() -> None:
    found = {str(path.relative_to(ROOT)): used(path.read_text()) for path in SOURCES}
    assert {path: names for path, names in found.items() if names} == ALLOWED


@pytest.mark.parametrize(
    "source",
    [
        "from django.core.mail import EmailMessage", "mail.send_mail('a', 'b', 'c', ['d'])",
        "from safeclose.gateways import sms", "import safeclose.gateways.mail", "user.email_user('a', 'b')",
        "from safeclose.gateways.mail import hand_over",
    ],
)  # fmt: skip
def test_a_second_way_is_found(source: str) -> None:
    assert used(source)
