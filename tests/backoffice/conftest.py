"""The service as it runs, with staff of both groups, and a browser."""

from collections.abc import Callable, Iterator

import pytest

from tests.backoffice.desk import BackOffice, Desk
from tests.browsing import Visit, chromium, visits
from tests.processes import service

__all__ = ["chromium", "visits"]


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackOffice]:
    """Web server and worker; mails are written to files."""
    folder = tmp_path_factory.mktemp("back-office")
    with service(folder / "copy") as running:
        mails = folder / "mails"
        running.environment |= {"EMAIL_URL": f"filemail:///{mails}", "TRUSTED_PROXY_COUNT": "1"}
        running.start_web()
        running.start("manage.py", "worker", "--processes", "1")
        made = BackOffice(running, mails)
        yield made
        made.api.close()


@pytest.fixture
def desk(office: BackOffice, visits: Callable[..., Visit]) -> Callable[..., Desk]:
    """`desk("sue")`: that colleague, signed in."""

    def sit_down(login: str, **options: object) -> Desk:
        return Desk(visits(office.origin, **options), login)

    return sit_down
