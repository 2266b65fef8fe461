from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signing", "0012_undelivered_signers")]

    operations = [ValidateConstraint(model_name="signer", name="undelivered_signer_has_an_address")]
