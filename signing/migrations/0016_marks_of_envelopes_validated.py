from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signing", "0015_marks_of_envelopes")]

    operations = [ValidateConstraint(model_name="signer", name="signer_puts_marks_after_consent")]
