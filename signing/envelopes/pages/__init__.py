"""The page that signers meet; what it does, it does by the public API."""
