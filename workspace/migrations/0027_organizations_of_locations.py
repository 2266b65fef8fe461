import django.db.models.deletion
from django.db import migrations, models

# Of code that does not know the column, too.
TRIGGER = """
CREATE FUNCTION workspace_location_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT organization_id INTO NEW.organization_id FROM workspace_company WHERE id = NEW.company_id;
    IF TG_OP = 'UPDATE' AND OLD.organization_id NOT IN (0, NEW.organization_id) THEN
        RAISE EXCEPTION 'A location stays in its organization.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER location_has_the_organization_of_its_company
    BEFORE INSERT OR UPDATE OF company_id, organization_id ON workspace_location
    FOR EACH ROW EXECUTE FUNCTION workspace_location_organization();
"""
UNDO = """
DROP TRIGGER location_has_the_organization_of_its_company ON workspace_location;
DROP FUNCTION workspace_location_organization();
"""


class Migration(migrations.Migration):
    dependencies = [("workspace", "0026_companies_stay")]

    operations = [
        # 0 is of no organization: the next migration fills it in.
        migrations.AddField(
            "location",
            "organization",
            models.ForeignKey(
                db_constraint=False,
                db_default=0,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspace.organization",
            ),
        ),
        migrations.RunSQL(TRIGGER, UNDO),
    ]
