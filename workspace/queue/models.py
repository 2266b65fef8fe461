"""What is kept about jobs beside the queue's own tables."""

from django.db import models

from safeclose import clock


class JobFault(models.Model):
    """The last error of a job. Deleted with its job, by a foreign key in the database."""

    job_id = models.BigIntegerField(unique=True)
    sentence = models.CharField(max_length=500)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"job {self.job_id}: {self.sentence}"
