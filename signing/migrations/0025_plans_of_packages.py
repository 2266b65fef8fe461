from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0024_links_of_package_signers_validated")]

    operations = [migrations.AddField("signing", "plan", models.JSONField(null=True))]
