from django.db import migrations

from safeclose.records.append_only import append_only

# In place of foreign keys, which would lock what they point at; and no acceptance is ever missed by the chain.
MADE = """
CREATE FUNCTION clickwrap_acceptance_is_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM clickwrap_publication publication
        JOIN clickwrap_version version ON version.id = publication.version_id
        JOIN clickwrap_agreement agreement ON agreement.id = publication.agreement_id
        WHERE publication.id = NEW.publication_id AND agreement.id = NEW.agreement_id
            AND agreement.organization_id = NEW.organization_id
            AND version.number = NEW.version AND version.sha256 = NEW.version_hash
    ) THEN
        RAISE EXCEPTION 'An acceptance names what was published.' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO clickwrap_unchainedacceptance (acceptance_id, organization_id) VALUES (NEW.id, NEW.organization_id);
    RETURN NULL;
END $$;
CREATE TRIGGER clickwrap_acceptance_is_made AFTER INSERT ON clickwrap_acceptance
    FOR EACH ROW EXECUTE FUNCTION clickwrap_acceptance_is_made();
"""
UNMADE = """
DROP TRIGGER clickwrap_acceptance_is_made ON clickwrap_acceptance;
DROP FUNCTION clickwrap_acceptance_is_made();
"""


class Migration(migrations.Migration):
    dependencies = [("clickwrap", "0001_agreements_and_acceptances")]
    operations = [
        append_only("clickwrap_version"),
        append_only("clickwrap_publication"),
        append_only("clickwrap_acceptance", erasable=True),
        append_only("clickwrap_block"),
        append_only("clickwrap_chainedacceptance"),
        migrations.RunSQL(MADE, UNMADE),
    ]
