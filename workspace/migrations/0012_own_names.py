from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspace", "0011_invited_by")]

    operations = [
        # With a default in the database, so that a process of the version before can still add people.
        migrations.AddField(
            model_name="user",
            name="is_named_here",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
