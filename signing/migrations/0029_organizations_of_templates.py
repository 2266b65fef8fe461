from django.db import migrations

from signing.packages.organization_column import organization_added


class Migration(migrations.Migration):
    dependencies = [("signing", "0028_organizations_of_flows")]

    operations = organization_added("template")
