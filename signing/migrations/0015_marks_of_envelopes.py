from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0014_locked_links")]

    operations = [
        migrations.AddField(
            model_name="envelope",
            name="marks",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="signer", name="party", field=models.CharField(db_default="", default="", max_length=64)
        ),
        migrations.AddField(
            model_name="signer",
            name="put_marks",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        # Signers are many: the next migration validates it, without the lock that this one holds.
        AddConstraintNotValid(
            model_name="signer",
            constraint=models.CheckConstraint(
                condition=models.Q(("put_marks", {}), ("consented_at__isnull", False), _connector="OR"),
                name="signer_puts_marks_after_consent",
            ),
        ),
    ]
