"""How organizations stand, for those who run the service."""

from safeclose.health import probes
from safeclose.health.probes import Word
from workspace.organizations.models import Organization

MOST = 20  # are named


@probes.tells("owners", at_once=False)
def owners() -> str | Word:
    """Organizations without an owner: nobody in them can appoint anyone, so staff must."""
    missing = list(Organization.objects.without_owner().order_by("pk").values_list("slug", flat=True)[: MOST + 1])
    if not missing:
        return "Every organization with members has an owner."
    names = ", ".join(missing[:MOST]) + (", …" if len(missing) > MOST else "")
    return Word("warn", f"Without an owner who can sign in: {names}. The back office lists them under Organizations.")
