"""Time zones are those of the pinned wheel `tzdata`: the same on every machine."""

import os
import re
import shutil
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.environment import ROOT

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
# What makes PostgreSQL, or Django, compute in a zone that is not UTC.
IN_A_ZONE = re.compile(
    r"AT TIME ZONE (?!'UTC')|SET (LOCAL )?TIME ?ZONE|timezone\.(activate|override)|Trunc\w+\(.*tzinfo=(?!UTC\b)"
)


def test_zones_of_the_machine_are_never_looked_up(tmp_path: Path) -> None:
    """On this machine Toronto has Tokyo's clocks; the service knows better."""
    zones = tmp_path / "America"
    zones.mkdir()
    with resources.as_file(resources.files("tzdata.zoneinfo.Asia") / "Tokyo") as tokyo:
        shutil.copy(tokyo, zones / "Toronto")
    asked = (
        "import datetime, zoneinfo; print(datetime.datetime(2025, 7, 1, tzinfo=zoneinfo.ZoneInfo('America/Toronto')))"
    )
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path)}
    shown = {
        first: subprocess.check_output(
            [sys.executable, "-c", f"{first}; {asked}"], cwd=ROOT, env=environment, text=True
        )
        for first in ("pass", "import safeclose")
    }
    assert shown == {"pass": "2025-07-01 00:00:00+09:00\n", "import safeclose": "2025-07-01 00:00:00-04:00\n"}


def test_zones_come_from_the_wheel_in_this_process() -> None:
    assert zoneinfo.TZPATH == ()
    assert (
        f"{datetime(2025, 7, 1, tzinfo=UTC).astimezone(zoneinfo.ZoneInfo('America/Toronto')):%H:%M %Z}" == "20:00 EDT"
    )


def test_every_entry_loads_the_package_that_chooses_the_zones() -> None:
    """The command line and the web server by their settings, the verifier and the examiner of files by their names."""
    assert settings.SETTINGS_MODULE.startswith("safeclose.")
    assert settings.WSGI_APPLICATION.startswith("safeclose.")


def test_the_database_computes_in_no_zone_but_utc(db: None) -> None:
    """It has zone data of its own; days and deadlines in a zone are computed in Python, and instants are compared."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert len(sources) > 300
    assert not [f"{path}: {found[0]}" for path in sources if (found := IN_A_ZONE.search(path.read_text()))]
