from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Deliveries are many, and are written all the time: writers must not wait for the index.
    atomic = False
    dependencies = [("workspace", "0017_undelivered_invitations_validated")]

    operations = [
        # An index of that name is an invalid one of an interrupted run, or one that 0015 made before it was published.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS delivery_under_way", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("under_way_until__isnull", False)), fields=["webhook"], name="delivery_under_way"
            ),
        ),
    ]
