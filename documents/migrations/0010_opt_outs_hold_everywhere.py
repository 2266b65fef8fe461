from typing import Any

from django.db import migrations

from documents.chattel.outreach.opt_outs.keys import keys_of

BATCH = 1000


def copy_opt_outs(apps: Any, schema_editor: Any) -> None:
    """Opt-outs held on one document; now they hold for the borrower's address. Reads campaigns without a lock."""
    campaigns = apps.get_model("documents", "Campaign").objects.exclude(opted_out=[])
    opt_outs = apps.get_model("documents", "OptOut").objects
    rows = campaigns.values_list("opted_out", "document__loan__borrower_email", "document__loan__borrower_phone")
    keys: set[str] = set()
    for channels, email, phone in rows.iterator(BATCH):
        addresses = [(channel, email if channel == "email" else phone) for channel in channels]
        keys.update(keys_of(channel, address)[0] for channel, address in addresses if address)
    found = [opt_outs.model(key=key) for key in sorted(keys)]
    opt_outs.bulk_create(found, batch_size=BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_outreach_senders_and_opt_outs")]

    operations = [migrations.RunPython(copy_opt_outs, migrations.RunPython.noop, elidable=False)]
