from django.db import migrations

from signing.packages.organization_column import organization_added


class Migration(migrations.Migration):
    dependencies = [("signing", "0027_checkpoint_tiles"), ("workspace", "0028_lists_of_one_owner")]

    operations = organization_added("flow")
