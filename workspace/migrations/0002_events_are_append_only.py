from django.db import migrations

from safeclose.records.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("workspace", "0001_initial")]
    operations = [append_only("workspace_event")]
