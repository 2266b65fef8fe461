"""The longer texts of the samples: our own, and not legal advice."""

from documents.packs.samples.prose import paragraphs

FINANCING = paragraphs("""
    The buyers obtain, at their own cost, a commitment for a first mortgage of at least $875,000.00, for a
    term of five years, repaid over 25 years, at a yearly rate of interest of at most 5.25%.
""")

HOME_INSPECTION = paragraphs("""
    An inspector of the buyers' choice examines the house, at their cost, and the buyers are content with
    the report. The sellers give access once, for up to four hours, on 24 hours' notice.
""")

SALE_OF_HOME = paragraphs("""
    The buyers' home at 48 Willow Lane, Unit 3, Ottawa, is sold under an agreement without open conditions.
    If the sellers receive another offer that they wish to accept, they may ask the buyers in writing to
    waive this condition within 48 hours.
""")

UREA_FOAM = paragraphs("""
    During the sellers' ownership no insulation with urea formaldehyde was installed, and as far as they know
    the building has none.
""")

HEATING = paragraphs("""
    The furnace, the air conditioner and the water heater will be in working order on completion.
""")

ADDITIONAL_TERMS = paragraphs("""
    1. Visits. The buyers may visit the property two more times before completion, with a contractor or
    family members, at times that both sides agree on, for one hour each. On the last visit, within five
    days of completion, the sellers will show how the heating, the irrigation and the alarm work.

    2. State on completion. The sellers will leave the house swept, empty of their belongings and of refuse,
    with the holes left by pictures and mounted screens filled. They will leave the paint that matches the
    walls, the spare tiles, and all manuals and warranties they have for what stays.

    3. Keys and codes. On completion the sellers will leave all keys, fobs and remote controls, and will
    hand over the codes of the alarm and of the garage door. They will reset the thermostats and other
    connected devices so that no account of theirs can reach them.

    4. Utilities. The sellers will have the meters read on the day of completion and pay all accounts to
    that day. The buyers will open accounts in their own names from that day on. No service will be shut off
    in between.

    5. Permits. The sellers state that the deck and the basement bathroom were built with permits, that the
    permits were closed, and that they will hand over copies of the permits and of the final inspections
    before the conditions end.

    6. Money owed on the property. The sellers will pay, out of the price, all mortgages, liens and property
    taxes that are theirs. If the amount of a tax bill is not known on completion, the lawyers will estimate
    it and adjust it when the bill arrives.

    7. Insurance. The buyers may ask for details of claims made in the last five years, and the sellers will
    answer as far as they know. The sellers will keep their insurance in force until completion.

    8. Mail. For three months after completion the buyers will keep mail addressed to the sellers, and tell
    them about it, so that it can be collected.

    9. Changes of the day. If the registry, a bank or a lawyer's system fails on the day of completion, and
    neither side caused it, completion moves to the next business day on which it works, without further
    adjustment.

    10. Contact. In the last two weeks before completion each side will answer a message from the other
    side's salesperson or lawyer within one business day.
""")

WORK_TO_DO = paragraphs("""
    The sellers will have the following work done before completion, at their cost, by trades that hold the
    licence the work needs, and will give the buyers the invoices and any certificates.

    Roof: replace the damaged shingles above the garage, about four square metres, with the same kind and
    colour; renew the flashing around the chimney.

    Basement: repair the crack in the east wall by injection, with a warranty of at least ten years that
    passes to the buyers; move the shelving away from the wall so that the repair can be seen.

    Electricity: replace the two sockets beside the kitchen sink by protected ones; label the panel.

    Garden: remove the dead ash tree beside the garage with its stump; fill and seed the ground.

    If some of the work isn't finished five business days before completion, the buyers may have it
    estimated. The lawyers will then hold back one and a half times the estimate from the price until the
    work is done, and pay what is left of it to the sellers. If the work is not done within 30 days after
    completion, the buyers may have it done and be paid from the amount held back.
""")

STATUS_CERTIFICATE = paragraphs("""
    The buyers' lawyer receives a status certificate with its enclosures and is content with it, in
    particular with the budget, the reserve fund, the insurance, and the rules on pets.
""")

RENOVATIONS = paragraphs("""
    The sellers renewed the kitchen and the bathroom with the corporation's consent in writing, under the
    agreement on alterations that is registered on the unit, and owe nothing for it.
""")

WINDOWS = paragraphs("""
    Renewal of the windows on the west side, decided by the board this spring and payable in one amount.
""")

CONDO_TERMS = paragraphs("""
    1. Visits. The buyers may visit the unit, the parking space and the locker two more times before
    completion, for one hour each, at times that both sides agree on.

    2. Moving. The sellers will book the service elevator for the day of completion until noon, and the
    buyers from noon. Each side pays its own booking fee and answers for damage it does to the halls.

    3. Keys and fobs. On completion the sellers will hand over all keys, two fobs, the garage remote
    control, and the key of the mailbox, and will have the entry panel show the buyers' name.

    4. Records. Within five days of acceptance the sellers will hand over the notices and minutes of owners'
    meetings they received in the last two years, and any agreement about alterations of the unit.

    5. Rented parking. The lease of space P1-07 ends with the sale unless its owner agrees with the buyers
    on a new one. The price does not depend on it.

    6. Insurance. Before completion the buyers will insure the unit, its improvements, and the part of the
    corporation's deductible that an owner may have to bear.
""")

SALE_REMARKS = paragraphs("""
    Brick house of 1931 on a quiet street by the creek, extended with care in 2004. Four bedrooms, oak
    floors, a kitchen that opens to the deck, and a finished basement with its own entrance.
""")

LEASE_REMARKS = paragraphs("""
    Bright corner apartment with two bedrooms, two bathrooms, and a balcony to the south. Indoor parking
    and a locker are included. Five minutes to the light rail.
""")

SHOWINGS = paragraphs("""
    Before the listing starts, the brokerage will have photographs and a measured floor plan made, and show
    the advertisement to the owners, who may correct it.

    After each visit the brokerage will tell the owners within two days who came and what was said. Every
    Friday it will send a summary of inquiries, visits, and comparable properties.

    Advertisements and photographs are removed within two business days after the listing ends.
""")
