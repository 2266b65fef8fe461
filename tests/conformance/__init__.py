"""Whether the running service does what its API description says, over every operation of it."""
