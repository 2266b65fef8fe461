"""PDFs that will be presented for signature: read, checked, and brought into a form that can always be sealed."""
