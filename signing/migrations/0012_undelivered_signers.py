from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0011_archived_and_reopened")]

    operations = [
        migrations.AddField(
            model_name="packagesigner", name="undelivered_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(model_name="signer", name="undelivered_at", field=models.DateTimeField(null=True)),
        # Signers are many: the next migration validates it, without the lock that this one holds.
        AddConstraintNotValid(
            model_name="signer",
            constraint=models.CheckConstraint(
                condition=models.Q(("undelivered_at", None), ("email__isnull", False), ("phone__isnull", False), _connector="OR"),
                name="undelivered_signer_has_an_address",
            ),
        ),
    ]
