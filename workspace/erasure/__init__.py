"""Forgetting someone for good, where the law asks for it; `safeclose.records.erasure` is how each app takes part."""
