"""Files go after the rows: what is removed can't be rolled back."""

from procrastinate.contrib.django import app

from safeclose.jobs import UNTIL_DONE
from safeclose.storage import files


@app.task(name="remove_files", queue="upkeep", retry=UNTIL_DONE)
def remove_files(*, digests: str) -> None:
    """Remove these files, named by their SHA-256 and parted by blanks, for good."""
    for digest in digests.split():
        files.erase(digest)
