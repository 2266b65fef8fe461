from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0011_languages_of_renderings")]

    operations = [
        migrations.AddField(
            model_name="rendering",
            name="marks",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
