"""What happens to a signer who signs by a link."""

from safeclose.records.lifecycle import Lifecycle

SIGNER = Lifecycle(
    noun="signer",
    initial="pending",
    transitions={
        ("pending", "opened"): "opened",
        ("opened", "authenticated"): "authenticated",
        ("authenticated", "consented"): "consented",
        ("consented", "signed"): "signed",
        ("pending", "declined"): "declined",
        ("opened", "declined"): "declined",
        ("authenticated", "declined"): "declined",
        ("consented", "declined"): "declined",
    },
)

# What a signer may do next, by status: the names of the public route's actions.
NEXT = {"opened": "authenticate", "authenticated": "consent", "consented": "sign"}
