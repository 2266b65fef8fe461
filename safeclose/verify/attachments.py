"""The files inside a sealed PDF, by name, and what each is to it (ISO 32000-2, `/AFRelationship`)."""

PRESENTED = "presented.pdf"
EVIDENCE = "evidence.json"
ATTACHMENTS = {PRESENTED: "/Source", EVIDENCE: "/Data"}
