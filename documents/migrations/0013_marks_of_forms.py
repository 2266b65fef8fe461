from django.db import migrations, models

MARKS = models.JSONField(db_default=models.Value([], models.JSONField()), default=list)


class Migration(migrations.Migration):
    dependencies = [("documents", "0012_marks_of_renderings")]

    operations = [
        migrations.AddField(model_name="blankform", name="marks", field=MARKS),
        migrations.AddField(model_name="uploadedtemplate", name="marks", field=MARKS),
    ]
