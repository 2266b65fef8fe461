"""The longer texts of sample leases: our own, and not legal advice."""

from documents.packs.samples.prose import paragraphs

MAINTENANCE = paragraphs("""
    The tenants change the filters of the furnace and of the range hood every three months, with filters that the
    landlords provide, and report leaks and faults within a day. Everything else is the landlords' work.
""")

ALTERATIONS = paragraphs("""
    The tenants may put up shelves and paint two rooms in a light colour. Anything larger needs the landlords'
    consent in writing.
""")

MOVING_DAYS = paragraphs("""
    1. Looking together. In the week before the tenancy starts both sides walk through the home, write down its state
    with photographs, and each keep a copy. They do the same when the tenants move out.

    2. Keys. The tenants receive all keys, fobs and remote controls on the first day of the tenancy, no later than
    noon, once the first month's rent is paid. They hand all of them back on the last day.

    3. Meters. Both sides note the readings of all meters on the first and on the last day.

    4. State at the end. The tenants leave the home swept and empty of their belongings. Ordinary wear is nobody's
    fault. Food is taken out of the refrigerator, and nothing is left in the locker or the shed.

    5. New address. On the last day the tenants say where the key deposit and mail can be sent.
""")

ABOUT_US = paragraphs("""
    Geneviève teaches music at a school fifteen minutes from Bay Street, and sings in a choir. Chidi makes cabinets in
    a workshop of his own, so that no tool of his trade comes home. Noé is nine, plays chess, and goes to bed at eight.

    We have never been late with rent in four years, and are glad to show the transfers. The house we leave is being
    taken over by the owner's family. We would like to stay until Noé has finished school.

    We do not smoke, and we play the piano only with headphones.
""")
