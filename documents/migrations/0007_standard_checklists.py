from django.db import migrations

# Days from the closing, and what to do: as it is usual in Ontario. Staff edit the rows in the back office.
STANDARD = {
    'purchase': ('Standard Purchase Closing', (
        (-45, 'Check that the deposit is held in trust'),
        (-40, 'Send the agreement to the buyers\' lawyer'),
        (-30, 'Get the mortgage commitment, and have the lender instruct the lawyer'),
        (-25, 'Search the title, and ask for tax and utility certificates'),
        (-20, 'Send the requisitions on title'),
        (-14, 'Insure the home from the day of closing, and send the binder to the lender and the lawyer'),
        (-10, 'Set up electricity, gas, water and internet from the day of closing'),
        (-7, 'Check the statement of adjustments'),
        (-5, 'Sign the closing documents at the lawyer\'s'),
        (-3, 'Walk through the home for the last time'),
        (-2, 'Pay the balance and the land transfer tax into the lawyer\'s trust account'),
        (0, 'Release the funds, and register the transfer and the mortgage'),
        (0, 'Pick up the keys'),
        (7, 'Tell the municipality of the new owners, for the property tax'),
        (30, 'File the lawyer\'s report and the title insurance policy'),
    )),
    'sale': ('Standard Sale Closing', (
        (-45, 'Check that the deposit is held in trust'),
        (-40, 'Send the agreement to the sellers\' lawyer'),
        (-15, 'Answer the requisitions on title'),
        (-14, 'Ask the lender what pays the mortgage out'),
        (-10, 'Order final meter readings, and settle rented equipment'),
        (-7, 'Approve the statement of adjustments'),
        (-5, 'Sign the transfer and the closing documents at the lawyer\'s'),
        (-3, 'Let the buyers walk through the home'),
        (-1, 'Move out, and leave what is included'),
        (0, 'Hand over the keys'),
        (0, 'Receive the proceeds, and have the mortgage paid out'),
        (1, 'End the home insurance and the payments of property tax'),
        (5, 'Pay the commission, and release what is left of the deposit'),
    )),
    'lease': ('Standard Lease Start', (
        (-30, 'Receive the rent deposit, and give a receipt for it'),
        (-21, 'Give the tenants their copy of the signed lease'),
        (-14, 'Set up how the rent is paid'),
        (-10, 'See the tenants\' insurance'),
        (-10, 'Book the elevator and a time to move in'),
        (-7, 'Have the utilities put into the right names'),
        (-7, 'Finish repairs and cleaning'),
        (-3, 'Test the smoke and carbon monoxide alarms'),
        (-1, 'Walk through the home with the tenants, and record its state'),
        (0, 'Receive the first rent'),
        (0, 'Hand over the keys, and the information for new tenants'),
        (7, 'Ask the tenants what is still to be put right'),
    )),
}


def put_in(apps, schema_editor):
    template = apps.get_model('documents', 'ChecklistTemplate')
    milestone = apps.get_model('documents', 'TemplateMilestone')
    for deal_type, (title, milestones) in STANDARD.items():
        made = template.objects.create(deal_type=deal_type, title=title)
        milestone.objects.bulk_create(
            milestone(template=made, title=what, offset_days=days, position=position)
            for position, (days, what) in enumerate(milestones, start=1)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0006_deals'),
    ]

    operations = [
        migrations.RunPython(put_in, migrations.RunPython.noop),
    ]
