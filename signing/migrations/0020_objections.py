from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0019_languages_and_messages")]

    operations = [
        migrations.AddField("signer", "paper_requested_at", models.DateTimeField(null=True)),
        migrations.AddField("signer", "consent_withdrawn_at", models.DateTimeField(null=True)),
        migrations.AlterField("trailevent", "type", models.CharField(max_length=40)),
        migrations.RemoveConstraint("signer", "signer_puts_marks_after_consent"),
        # Signers are many: the next migration validates it, without the lock that this one holds.
        AddConstraintNotValid(
            "signer",
            models.CheckConstraint(
                condition=models.Q(("put_marks", {}), ("authenticated_at__isnull", False), _connector="OR"),
                name="signer_puts_marks_after_identification",
            ),
        ),
    ]
