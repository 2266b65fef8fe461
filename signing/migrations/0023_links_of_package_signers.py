import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q, Value

METHODS = [("email_link", "Email Link"), ("email_otp", "Email Otp"), ("sms_otp", "Sms Otp"), ("kba", "Kba")]
STATUSES = [("pending", "Pending"), ("viewed", "Viewed"), ("signed", "Signed"), ("declined", "Declined")]


def auth_method():
    return models.CharField(choices=METHODS, db_default="email_link", default="email_link", max_length=10)


def questions():
    return models.JSONField(blank=True, db_default=Value([], models.JSONField()), default=list)


def instant():
    return models.DateTimeField(null=True)


def altered(sql, *operations):
    """Changes of the catalogue alone: no row is read or written."""
    return migrations.RunSQL(sql, migrations.RunSQL.noop, state_operations=list(operations))


def one_holder(name):
    condition = Q(package_signer__isnull=False, signer=None) | Q(package_signer=None, signer__isnull=False)
    return models.CheckConstraint(condition=condition, name=name)


class Migration(migrations.Migration):
    dependencies = [("signing", "0022_reasons_of_undelivered")]

    operations = [
        migrations.AddField("packagesigner", "account_at", instant()),
        migrations.AddField("packagesigner", "auth_method", auth_method()),
        migrations.AddField("packagesigner", "authenticated_at", instant()),
        migrations.AddField("packagesigner", "consent_withdrawn_at", instant()),
        migrations.AddField("packagesigner", "copy_mailed_at", instant()),
        migrations.AddField("packagesigner", "decline_reason", models.CharField(max_length=1000, null=True)),
        migrations.AddField("packagesigner", "declined_at", instant()),
        migrations.AddField("packagesigner", "link_mailed_at", instant()),
        migrations.AddField("packagesigner", "locked_at", instant()),
        migrations.AddField("packagesigner", "paper_requested_at", instant()),
        migrations.AddField("packagesigner", "questions", questions()),
        migrations.AddField("packagesigner", "wrong_answers", models.IntegerField(db_default=0, default=0)),
        altered(
            "ALTER TABLE signing_packagesigner ALTER COLUMN status TYPE varchar(8)",
            migrations.AlterField(
                "packagesigner", "status", models.CharField(choices=STATUSES, default="pending", max_length=8)
            ),
        ),
        migrations.RemoveConstraint("packagesigner", "package_signer_status_is_known"),
        AddConstraintNotValid(
            "packagesigner",
            models.CheckConstraint(
                condition=Q(status__in=["pending", "viewed", "signed", "declined"]),
                name="package_signer_status_is_known",
            ),
        ),
        AddConstraintNotValid(
            "packagesigner",
            models.CheckConstraint(
                condition=Q(declined_at__isnull=False, status="declined")
                | (~Q(status="declined") & Q(declined_at=None)),
                name="package_signer_has_declined_when_it_says_when",
            ),
        ),
        AddConstraintNotValid(
            "packagesigner",
            models.CheckConstraint(
                condition=Q(auth_method__in=["email_link", "email_otp"])
                | Q(auth_method="sms_otp", phone__isnull=False)
                | (Q(auth_method="kba") & ~Q(questions=[])),
                name="package_signer_has_what_identifies_them",
            ),
        ),
        altered(
            "ALTER TABLE signing_signer ALTER COLUMN auth_method SET DEFAULT 'email_link', "
            "ALTER COLUMN questions SET DEFAULT '[]'::jsonb",
            migrations.AlterField("signer", "auth_method", auth_method()),
            migrations.AlterField("signer", "questions", questions()),
        ),
        *(
            operation
            for model, related_name in (("link", "links"), ("challenge", "challenges"))
            for operation in (
                migrations.AddField(
                    model,
                    "package_signer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name=related_name,
                        to="signing.packagesigner",
                    ),
                ),
                altered(
                    f"ALTER TABLE signing_{model} ALTER COLUMN signer_id DROP NOT NULL",
                    migrations.AlterField(
                        model,
                        "signer",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name=related_name,
                            to="signing.signer",
                        ),
                    ),
                ),
                AddConstraintNotValid(model, one_holder(f"{model}_is_of_one_signer")),
            )
        ),
    ]
