from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workspace", "0016_undelivered_invitations")]

    operations = [ValidateConstraint(model_name="membership", name="undelivered_invitation_was_not_sent")]
