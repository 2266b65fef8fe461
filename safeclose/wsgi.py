"""The web process: `granian --interface wsgi safeclose.wsgi:application`."""

import fcntl
import gc
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from safeclose.config import checks
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
    settings.VAR.mkdir(parents=True, exist_ok=True)
    web_lock = (settings.VAR / "web.lock").open("w")
    try:
        fcntl.flock(web_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        web_lock.close()
        raise ImproperlyConfigured(
            "Several web processes need REDIS_URL: without it each would count rate limits for itself."
        ) from error
