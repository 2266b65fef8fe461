"""What was used of the plan: documents rendered in a calendar month."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from documents.paper.models import Rendering
from workspace.models import Organization


def of_month(organization: Organization, at: datetime) -> dict[str, Any]:
    """`used`, `included` (None: without bound) and `period_label` of the month of `at`, where the organization is.

    A document rendered several times in one month counts once.
    """
    local = at.astimezone(ZoneInfo(organization.timezone))
    # Where clocks go back at midnight of the first, the month begins with the earlier of the two.
    start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    used = (
        Rendering.objects.filter(organization=organization, rendered_at__gte=start, rendered_at__lt=end)
        .values("document_id")
        .distinct()
        .count()
    )
    return {
        "used": used,
        "included": settings.DOCUMENTS_INCLUDED_PER_MONTH,
        "period_label": f"{start:%B %Y}",
    }
