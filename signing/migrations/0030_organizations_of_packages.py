from django.db import migrations

from signing.packages.organization_column import organization_added


class Migration(migrations.Migration):
    dependencies = [("signing", "0029_organizations_of_templates")]

    operations = organization_added("signing")
