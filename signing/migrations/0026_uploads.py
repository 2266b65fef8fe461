import django.db.models.deletion
from django.db import migrations, models

from safeclose.records.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("signing", "0025_plans_of_packages")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="signing.packagesigner",
                        db_index=False,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="upload", to="signing.signingdocument"
                    ),
                ),
                ("step", models.PositiveSmallIntegerField()),
                ("uploaded_at", models.DateTimeField()),
                ("event_hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("signer", "step"), name="signer_adds_one_file_in_a_step")
                ],
            },
        ),
        append_only("signing_upload"),
    ]
