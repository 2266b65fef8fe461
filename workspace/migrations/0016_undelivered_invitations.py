from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspace", "0015_leases")]

    operations = [
        migrations.AddField(
            model_name="membership", name="undelivered_at", field=models.DateTimeField(blank=True, null=True)
        ),
        # Nearly every request reads memberships: the next migration validates it, without the lock that this one holds.
        AddConstraintNotValid(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("undelivered_at", None), ("invitation_sent_at", None), _connector="OR"),
                name="undelivered_invitation_was_not_sent",
            ),
        ),
    ]
