from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

VALIDATED = (
    ("packagesigner", "package_signer_status_is_known"),
    ("packagesigner", "package_signer_has_declined_when_it_says_when"),
    ("packagesigner", "package_signer_has_what_identifies_them"),
    ("link", "link_is_of_one_signer"),
    ("challenge", "challenge_is_of_one_signer"),
)


class Migration(migrations.Migration):
    # Links are many, and are written all the time: writers must not wait for the index.
    atomic = False
    dependencies = [("signing", "0023_links_of_package_signers")]

    operations = [
        *(ValidateConstraint(model_name=model, name=name) for model, name in VALIDATED),
        # Indexes of these names are invalid ones of an interrupted run.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS links_of_package_signer", migrations.RunSQL.noop),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS newest_of_package_signer", migrations.RunSQL.noop),
        AddIndexConcurrently("link", models.Index(fields=["package_signer"], name="links_of_package_signer")),
        AddIndexConcurrently(
            "challenge", models.Index(fields=["package_signer", "-id"], name="newest_of_package_signer")
        ),
    ]
