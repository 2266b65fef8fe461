"""What the kernel itself contributes to its registries."""

from safeclose.health import database, gateways, queue, storage
from safeclose.health.probes import doctor_checks
from safeclose.records.pruning import sources
from safeclose.records.pruning.sources import prunable_rows

doctor_checks.add("database", database.database)
doctor_checks.add("pgvector", database.pgvector)
doctor_checks.add("replica", database.replica)
doctor_checks.add("migrations", database.migrations)
doctor_checks.add("clock", database.clocks)
doctor_checks.add("mail", gateways.mail)
doctor_checks.add("clerk", gateways.clerk)
doctor_checks.add("twilio", gateways.twilio)
doctor_checks.add("turnstile", gateways.turnstile)
doctor_checks.add("models", gateways.models)
doctor_checks.add("cache", storage.counters)
doctor_checks.add("storage", storage.storage)
doctor_checks.add("workers", queue.workers)
doctor_checks.add("queue", queue.queue)

prunable_rows.add("sessions", sources.sessions)
prunable_rows.add("jobs", sources.jobs)
prunable_rows.add("dead jobs", sources.dead_jobs)
