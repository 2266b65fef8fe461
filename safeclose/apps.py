from corsheaders.signals import check_request_enabled
from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class SafecloseConfig(AppConfig):
    """The kernel: an app for its commands and checks; it has no tables."""

    name = "safeclose"

    def ready(self) -> None:
        # All models of all apps are loaded at this point.
        from safeclose import tracing
        from safeclose.config import checks, deployment_checks, sentry  # noqa: F401  (each check registers itself)
        from safeclose.http import cors
        from safeclose.records import only, reconnecting, slow_queries, statement_spans, timestamps
        from safeclose.records.pruning import jobs  # noqa: F401  (the queue finds it in no app's jobs.py)

        check_request_enabled.connect(cors.public_is_open, dispatch_uid="safeclose.http.cors")
        only.prepare()
        timestamps.prepare()
        connection_created.connect(slow_queries.prepare, dispatch_uid="safeclose.records.slow_queries")
        connection_created.connect(statement_spans.prepare, dispatch_uid="safeclose.records.statement_spans")
        connection_created.connect(reconnecting.prepare, dispatch_uid="safeclose.records.reconnecting")
        autodiscover_modules("contributions")
        sentry.start()
        tracing.start()
