"""Security headers of pages: nothing from other origins, no caching, no Referer."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

CLOUDFLARE = "https://challenges.cloudflare.com"
# Browser features that no page uses.
DENIED_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip


R = TypeVar("R", bound=HttpResponse)


def protected(response: R, *, loads_turnstile: bool = False) -> R:
    """Adds the headers of a page whose address contains a secret."""
    response.headers["Content-Security-Policy"] = content_security_policy(loads_turnstile=loads_turnstile)
    response.headers["Permissions-Policy"] = ", ".join(f"{feature}=()" for feature in DENIED_FEATURES)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    if settings.EMBED_ORIGINS:
        # X-Frame-Options can't list origins; frame-ancestors replaces it.
        response.xframe_options_exempt = True
    patch_vary_headers(response, ["Accept-Language"])
    return response


def content_security_policy(*, loads_turnstile: bool) -> str:
    """Allows this origin, Cloudflare if the page loads Turnstile, and the EMBED_ORIGINS as parents of frames."""
    third = [CLOUDFLARE] if loads_turnstile else []
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *third],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": third or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": settings.EMBED_ORIGINS or ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
