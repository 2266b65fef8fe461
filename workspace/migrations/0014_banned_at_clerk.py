from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspace", "0013_events_of_subject")]

    operations = [
        # With a default in the database, so that a process of the version before can still add records.
        migrations.AddField(
            model_name="clerkrecord",
            name="is_banned",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
