"""Unfold's settings."""

from typing import Any

THEME: dict[str, Any] = {
    "SITE_TITLE": "Safeclose back office",
    "SITE_HEADER": "Safeclose",
    "SITE_SUBHEADER": "Back office",
    "SITE_SYMBOL": "verified_user",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda _request: _static("pages/icon.svg")}],
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda _request: _static("backoffice/office.css")],
    "SCRIPTS": [lambda _request: _static("backoffice/office.js")],
    "COLORS": {
        "primary": {
            "50": "#f3f6fb", "100": "#eaf0f8", "200": "#d2dff0", "300": "#adc4e2", "400": "#8fadd9", "500": "#6a91cb",
            "600": "#1d4f91", "700": "#163d70", "800": "#133461", "900": "#122c50", "950": "#0b1c35",
        }
    },
    "SIDEBAR": {"show_search": True, "show_all_applications": False},
}  # fmt: skip


def _static(name: str) -> str:
    from django.templatetags.static import static  # settings are not loaded yet when this module is imported

    return static(name)
