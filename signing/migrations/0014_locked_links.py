from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0013_undelivered_signers_validated")]

    operations = [
        migrations.AddField(model_name="signer", name="locked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="signer", name="wrong_answers", field=models.IntegerField(db_default=0, default=0)
        ),
    ]
