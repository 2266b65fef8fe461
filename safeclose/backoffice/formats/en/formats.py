"""One form of dates and instants in lists, on pages and in panels; instants with their zone."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i:s e"
