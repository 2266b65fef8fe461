"""A step of migrations: the column `organization_id` of a table of rows at locations."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

# Also for code that does not know the column. A location stays in its organization.
TRIGGER = """
CREATE OR REPLACE FUNCTION signing_organization_of_location() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT organization_id INTO NEW.organization_id FROM workspace_location WHERE id = NEW.location_id;
    RETURN NEW;
END $$;
CREATE TRIGGER {model}_has_the_organization_of_its_location
    BEFORE INSERT OR UPDATE OF location_id, organization_id ON signing_{model}
    FOR EACH ROW EXECUTE FUNCTION signing_organization_of_location();
"""
UNDO = "DROP TRIGGER {model}_has_the_organization_of_its_location ON signing_{model}"


def organization_added(model: str) -> list[Operation]:
    """With 0, which is of no organization, in the rows that are there."""
    column: models.ForeignKey[int, int] = models.ForeignKey(
        db_constraint=False,
        db_default=0,
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="workspace.organization",
    )
    trigger = migrations.RunSQL(TRIGGER.format(model=model), UNDO.format(model=model))
    return [migrations.AddField(model, "organization", column), trigger]
