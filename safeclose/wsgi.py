"""The web process: `granian --interface wsgi safeclose.wsgi:application`."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from safeclose.config import checks, single_process
from safeclose.http.request_bodies import ReceivedBodies

gc.set_threshold(50_000)  # as manage.py says
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
application = ReceivedBodies(
    get_wsgi_application(),
    places=max(1, (settings.WEB_THREADS - settings.WEB_STREAMS) // 2),
    max_bytes=settings.UPLOAD_LIMIT + settings.JSON_BODY_LIMIT,
)

# Granian imports this file without Django's command line, which would have run the checks.
checks.refuse_to_start()

if not settings.REDIS_URL:
    web_lock = single_process.require(settings.VAR)
