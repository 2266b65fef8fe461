"""What `manage.py doctor` says of organizations: whether tokens can name them."""

from itertools import islice

from django.conf import settings

from safeclose.gateways.clerk_backend import Backend, Fault
from safeclose.health.probes import PartStatus
from workspace.organizations.models import Organization

MAX_PAGES = 4  # of Clerk's list of organizations; sync_clerk compares all of them


def organizations() -> PartStatus:
    """Those that no token can name, and, with CLERK_SECRET_KEY, those at Clerk whose tokens are refused here."""
    if not (settings.CLERK_JWT_KEY or settings.CLERK_JWKS_URL):
        return PartStatus("off", "This copy issues its own tokens.")
    without = Organization.objects.filter(clerk_org_id=None).order_by("pk").values_list("slug", flat=True)
    if slugs := without[:1]:
        return PartStatus(
            "warn",
            f"{without.count()} have no Clerk id, the first is {slugs[0]}: no token can name them, and /api is 401. "
            + _remedy(),
        )
    if not settings.CLERK_SECRET_KEY:
        return PartStatus("ok", "All have a Clerk id.")
    try:
        unknown = _unknown_here()
    except Fault as fault:
        return PartStatus("warn", f"All have a Clerk id. They were not compared with Clerk's: {fault}")
    if unknown:
        return PartStatus(
            "warn",
            f"{len(unknown)} of Clerk's are not known here, the first is {unknown[0]}: tokens that name them get 401. "
            "Is the webhook set up? Run manage.py sync_clerk.",
        )
    return PartStatus("ok", "All have a Clerk id, and all of Clerk's are known.")


def _remedy() -> str:
    if settings.CLERK_SECRET_KEY:
        return "Run manage.py sync_clerk; a slug that someone else has at Clerk must be changed."
    return "Set CLERK_SECRET_KEY, or have an owner make one with the same slug at Clerk."


def _unknown_here() -> list[str]:
    with Backend(settings.CLERK_SECRET_KEY, settings.CLERK_API_URL, tries=1) as clerk:
        ids = [str(one.get("id")) for page in islice(clerk.organizations(), MAX_PAGES) for one in page.objects]
    known = set(Organization.objects.filter(clerk_org_id__in=ids).values_list("clerk_org_id", flat=True))
    return [identifier for identifier in ids if identifier not in known]
