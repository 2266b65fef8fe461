"""The parts of the API description, in the order in which pages show them."""

TAGS = {
    "Documents": "Draft, generate, send for signature and download documents made from forms.",
    "Forms": "The forms that documents are made from: those of the service, and uploaded fillable PDFs.",
    "Envelopes": "A document out for signature: its signers, their links, its evidence and the sealed PDF.",
    "Signing links": "What the holder of a signing link can do: its last part, `token`, is the capability. No account.",
    "Verification": "Check a sealed PDF, and the signed checkpoints over all evidence.",
    "Deals": "Transactions, their stages and closing checklists.",
    "Obligations": "Dates that follow from signed documents.",
    "Webhooks": "Addresses that are told of events, and the deliveries to them.",
    "Agreements": "Texts that people accept by one click, and who has accepted them.",
    "Accepting agreements": "What a person who accepts an agreement can do, without an account.",
    "Profile": "The caller, the organizations that they belong to, and the active one.",
    "Organizations": "An organization with its locations, roles, members, managers, settings and activity.",
    "Packages": "Several documents that several people sign: for those who prepare and send them.",
    "Package setup": "Templates, flows, settings and locations for packages.",
    "Signing by account": "The packages that the caller has to sign, and signing them.",
    "Chattel documents": "Records of movable collateral, with loans, outreach and comments.",
    "Incoming reports": "What Clerk, mail services and Twilio call.",
    "Probes": "Whether the service runs, for infrastructure.",
}
