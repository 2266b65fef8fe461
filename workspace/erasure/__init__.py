"""Erasure of a person's data, where the law demands it. `safeclose.records.erasure` says how each app takes part."""
