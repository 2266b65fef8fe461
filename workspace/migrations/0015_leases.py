from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspace", "0014_banned_at_clerk")]

    operations = [
        # With a default in the database, so that a process of the version before can still add rows.
        migrations.AddField(
            model_name="idempotentrequest",
            name="attempt",
            field=models.PositiveIntegerField(default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="idempotentrequest", name="running_until", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(model_name="delivery", name="under_way_until", field=models.DateTimeField(null=True)),
    ]
