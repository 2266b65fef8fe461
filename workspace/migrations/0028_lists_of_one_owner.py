import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from workspace.organizations.filling import organizations_filled

INDEXES = {
    "location": models.Index(fields=["organization", "sort_order", "id"], name="location_list_of_organization"),
    "membership": models.Index(fields=["organization", "created_at", "id"], name="member_list_of_organization"),
    "event": models.Index(fields=["user", "-id"], name="event_feed_of_user"),
}
# Of foreign keys: other indexes begin with the same column.
REPLACED = (
    "workspace_membership_organization_id_c394baf6",
    "workspace_event_organization_id_ce721fcd",
    "workspace_event_user_id_78014284",
)


def dropped(name):
    return migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop)


def of_event(to):
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    # Events are many, and are written all the time. It can be run again.
    atomic = False
    dependencies = [("workspace", "0027_organizations_of_locations")]

    operations = [
        organizations_filled("workspace_location"),
        *(
            operation
            for model, index in INDEXES.items()
            # An index of that name is an invalid one of an interrupted run.
            for operation in (dropped(index.name), AddIndexConcurrently(model, index))
        ),
        *(dropped(name) for name in REPLACED),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "membership",
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="workspace.organization",
                    ),
                ),
                migrations.AlterField("event", "organization", of_event("workspace.organization")),
                migrations.AlterField("event", "user", of_event(settings.AUTH_USER_MODEL)),
            ]
        ),
    ]
