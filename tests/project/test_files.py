"""What must not stand in any file."""

import re

import pytest

from tests.environment import ROOT

LOCK_FILES = sorted(path.name for path in ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("name", LOCK_FILES)
def test_lock_files_hold_hashes_and_no_addresses(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("--")]
    pinned = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert pinned


def test_each_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(
        r"^(?:dependencies|embedded|s3|sentry|otel|pkcs11|local-model|dev) = \[\n(.*?)^\]",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert len(lists) == 8
    for line in "".join(lists).splitlines():
        assert re.search(r'",\s+# \w', line), line
