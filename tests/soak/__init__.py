"""A soak: mixed traffic against real processes that are killed meanwhile, and then a check of every answer."""
