"""Shapes of reports."""

from typing import Any

from rest_framework import serializers


class StatusCounts(serializers.Serializer[Any]):
    """How many packages are in each status."""

    draft = serializers.IntegerField()
    active = serializers.IntegerField()
    complete = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class Hours(serializers.Serializer[Any]):
    """From activation to completion; null where nothing was completed."""

    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)


class Figures(serializers.Serializer[Any]):
    """Counts and hours."""

    counts = StatusCounts()
    hoursToComplete = Hours()


class LocationFigures(Figures):
    """Of one location."""

    locationId = serializers.CharField()
    name = serializers.CharField()


class DayFigures(Figures):
    """Of the packages begun on one day (UTC)."""

    day = serializers.DateField()


# `from` is a word of Python.
SUMMARY: dict[str, Any] = {
    "from": serializers.DateField(),
    "to": serializers.DateField(),
    "counts": StatusCounts(),
    "hoursToComplete": Hours(),
    "locations": LocationFigures(many=True),
    "days": DayFigures(many=True),
    "scope": serializers.ChoiceField(["managed", "global"]),
}
