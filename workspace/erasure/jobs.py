"""Files are deleted after the commit: a deleted file can't be rolled back."""

from procrastinate.contrib.django import app

from safeclose.jobs import UNTIL_DONE
from safeclose.storage import files


@app.task(name="remove_files", queue="upkeep", retry=UNTIL_DONE)
def remove_files(*, digests: str) -> None:
    """Delete these files for good; `digests` are SHA-256, separated by spaces."""
    for digest in digests.split():
        files.erase(digest)
