"""Formats of dates, by language; see FORMAT_MODULE_PATH."""
