from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clickwrap", "0005_receipts_and_languages")]
    operations = [ValidateConstraint(model_name="version", name="version_has_the_hash_of_its_text")]
