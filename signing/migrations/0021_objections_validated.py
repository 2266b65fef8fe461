from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signing", "0020_objections")]

    operations = [ValidateConstraint("signer", "signer_puts_marks_after_identification")]
