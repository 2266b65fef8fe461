"""The one call for the navigation."""
