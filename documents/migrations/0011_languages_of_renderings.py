from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_opt_outs_hold_everywhere")]

    operations = [
        migrations.AddField(
            model_name="rendering", name="language", field=models.CharField(max_length=2, null=True)
        ),
    ]
