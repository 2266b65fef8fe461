"""Forgetting someone for good, where the law asks for it; `safeclose.erasure` is how each app takes part."""
