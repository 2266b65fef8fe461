"""What is known of jobs beside what the queue itself keeps."""

from django.db import models

from safeclose import clock


class JobFault(models.Model):
    """Why a job failed when it last did; gone with its job (a foreign key in the database sees to that)."""

    job_id = models.BigIntegerField(unique=True)
    sentence = models.CharField(max_length=500)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"job {self.job_id}: {self.sentence}"
