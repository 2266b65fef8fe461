"""Templates that flows use."""

from signing.packages.flows.models import Flow
from signing.packages.templates.models import Template


def is_in_a_step(template: Template) -> bool:
    """Whether a flow has the template in a step."""
    step = [{"templateId": str(template.pk)}]
    return Flow.objects.filter(location_id=template.location_id, steps__contains=step).exists()
