from django.db import migrations

from safeclose.records.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]
    operations = [append_only("signing_trailevent", erasable=True), append_only("signing_seal"), append_only("signing_sealedfile")]
