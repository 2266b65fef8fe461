from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Events are many, and are written all the time: writers must not wait for the index.
    atomic = False
    dependencies = [("workspace", "0012_own_names")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(fields=["subject_id"], name="events_of_subject"),
        ),
    ]
