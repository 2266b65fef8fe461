from django.db import migrations

GUARD = """
CREATE FUNCTION workspace_company_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A company stays in its organization.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER company_stays_in_its_organization BEFORE UPDATE OF organization_id ON workspace_company
    FOR EACH ROW WHEN (NEW.organization_id <> OLD.organization_id) EXECUTE FUNCTION workspace_company_stays();
"""
UNDO = """
DROP TRIGGER company_stays_in_its_organization ON workspace_company;
DROP FUNCTION workspace_company_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("workspace", "0025_the_only_web_process")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
