import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from workspace.organizations.filling import organizations_filled

INDEXES = {
    "flow": models.Index(fields=["organization", "id"], name="flow_list_of_organization"),
    "template": models.Index(fields=["organization", "id"], name="templates_of_organization"),
    "signing": models.Index(fields=["organization", "-updated_at", "-id"], name="signing_list_of_organization"),
    "managermembership": models.Index(fields=["organization", "id"], name="manager_list_of_organization"),
}
# Of the foreign key: the new index begins with the same column.
REPLACED = "signing_managermembership_organization_id_01a38f57"


def dropped(name):
    return migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop)


class Migration(migrations.Migration):
    # Packages are many. It can be run again.
    atomic = False
    dependencies = [("signing", "0030_organizations_of_packages")]

    operations = [
        *(organizations_filled(f"signing_{model}") for model in ("flow", "template", "signing")),
        *(
            operation
            for model, index in INDEXES.items()
            # An index of that name is an invalid one of an interrupted run.
            for operation in (dropped(index.name), AddIndexConcurrently(model, index))
        ),
        dropped(REPLACED),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "managermembership",
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspace.organization",
                    ),
                )
            ]
        ),
    ]
