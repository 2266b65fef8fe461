"""The attachments of a sealed PDF, with their `/AFRelationship` (ISO 32000-2)."""

PRESENTED = "presented.pdf"
EVIDENCE = "evidence.json"
ATTACHMENTS = {PRESENTED: "/Source", EVIDENCE: "/Data"}
