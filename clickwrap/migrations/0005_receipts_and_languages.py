import django.contrib.postgres.fields
import django.db.models.deletion
import safeclose.clock
import safeclose.records.ids
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import clickwrap.agreements.models

# As clickwrap/agreements/texts.py does. A zero byte comes first, which no text has.
HASH = r"""
CREATE FUNCTION clickwrap_texts_hash(texts jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT encode(sha256('\x00'::bytea || convert_to(E'safeclose-agreement-texts/1\n' || string_agg(
        key || ' ' || encode(sha256(convert_to(value, 'UTF8')), 'hex') || E'\n', '' ORDER BY key COLLATE "C"
    ), 'UTF8')), 'hex')
    FROM jsonb_each_text(texts)
$$;
"""
# The same as before, and that an acceptance is in a language of what was published.
MADE = """
CREATE OR REPLACE FUNCTION clickwrap_acceptance_is_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM clickwrap_publication publication
        JOIN clickwrap_version version ON version.id = publication.version_id
        JOIN clickwrap_agreement agreement ON agreement.id = publication.agreement_id
        WHERE publication.id = NEW.publication_id AND agreement.id = NEW.agreement_id
            AND agreement.organization_id = NEW.organization_id
            AND version.number = NEW.version AND version.sha256 = NEW.version_hash
            {language}
    ) THEN
        RAISE EXCEPTION 'An acceptance names what was published.' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO clickwrap_unchainedacceptance (acceptance_id, organization_id) VALUES (NEW.id, NEW.organization_id);
    RETURN NULL;
END $$;
"""
LANGUAGE = "AND (NEW.language IS NULL OR NEW.language = ANY(publication.languages))"


class Migration(migrations.Migration):
    dependencies = [("clickwrap", "0004_subject_tokens")]

    operations = [
        migrations.AddField(model_name="version", name="texts", field=models.JSONField(null=True)),
        migrations.AddField(
            model_name="publication",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=2), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="acceptance", name="language", field=models.CharField(max_length=2, null=True)
        ),
        migrations.RunSQL(HASH, "DROP FUNCTION clickwrap_texts_hash(jsonb);"),
        migrations.RunSQL(MADE.format(language=LANGUAGE), MADE.format(language="")),
        # Every acceptance reads versions: the next migration validates it, without the lock that this one holds.
        migrations.RemoveConstraint(model_name="version", name="version_has_the_hash_of_its_text"),
        AddConstraintNotValid(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sha256", clickwrap.agreements.models.Sha256Hex("body")), ("texts__isnull", True)),
                    models.Q(
                        ("body", ""),
                        ("sha256", clickwrap.agreements.models.TextsSha256Hex("texts")),
                        ("texts__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="version_has_the_hash_of_its_text",
            ),
        ),
        migrations.CreateModel(
            name="ReceiptLink",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField()),
                ("mails", models.PositiveSmallIntegerField(default=0)),
                (
                    "acceptance",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clickwrap.acceptance",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["expires_at"], name="receipt_links_by_expiry")]},
        ),
        migrations.CreateModel(
            name="ReceiptMail",
            fields=[
                (
                    "id",
                    safeclose.records.ids.TypeIDField(editable=False, prefix="rcm", primary_key=True, serialize=False),
                ),
                ("email", models.CharField(max_length=320)),
                ("language", models.CharField(max_length=2, null=True)),
                ("created_at", models.DateTimeField(default=safeclose.clock.now)),
                (
                    "acceptance",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clickwrap.acceptance",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["created_at"], name="receipt_mails_by_age")]},
        ),
    ]
