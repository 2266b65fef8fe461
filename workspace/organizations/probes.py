"""What `manage.py doctor` says of organizations: which have no owner."""

from safeclose.health.probes import PartStatus
from workspace.organizations.models import Organization

MAX_NAMED = 20


def owners() -> str | PartStatus:
    """Organizations without an owner: nobody in them can appoint anyone, so staff must."""
    missing = list(Organization.objects.without_owner().order_by("pk").values_list("slug", flat=True)[: MAX_NAMED + 1])
    if not missing:
        return "Every organization with members has an owner."
    names = ", ".join(missing[:MAX_NAMED]) + (", …" if len(missing) > MAX_NAMED else "")
    return PartStatus(
        "warn", f"Without an owner who can sign in: {names}. The back office lists them under Organizations."
    )
