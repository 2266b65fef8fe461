"""The signed-in person of the back office, for actions and logs."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db import models
from django.http import HttpRequest

from safeclose.actors import Actor
from safeclose.http import client_address


def staff_of(request: HttpRequest) -> Actor:
    """The signed-in person, as `staff` in trails and events, so that they are not taken for a customer."""
    name = str(request.user)
    return Actor("staff", str(request.user.pk), name, client_address.of(request), request.headers.get("User-Agent"))


def log(request: HttpRequest, row: models.Model, sentence: str) -> None:
    """Writes into the back office's log what this person did to this row. `sentence` must not contain secrets."""
    log_for(int(str(request.user.pk)), row, sentence)


def log_for(user_id: int, row: models.Model, sentence: str) -> None:
    """The same for a command: the log has a person on each line, so the sentence says that they did not do it."""
    LogEntry.objects.create(
        user_id=user_id,
        content_type_id=get_content_type_for_model(row).pk,
        object_id=str(row.pk),
        object_repr=str(row)[:200],
        action_flag=CHANGE,
        change_message=sentence,
    )
