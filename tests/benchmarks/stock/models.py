"""One table, with as much in a row as an acceptance has."""

from django.db import models


class Note(models.Model):
    """Somebody said something."""

    subject = models.CharField(max_length=200)
    said = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject
