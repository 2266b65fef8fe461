"""The service, its sender, and browsers for its signers."""

from collections.abc import Callable, Iterator

import pytest

from tests.browsing import Visit, chromium, visits
from tests.processes import service
from tests.signing.pages.office import Office, Out

__all__ = ["chromium", "visits"]

Sign = Callable[..., Visit]


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Web server and worker, with mails that are written to files."""
    folder = tmp_path_factory.mktemp("office")
    with service(folder / "copy") as running:
        mails = folder / "mails"
        running.environment |= {"EMAIL_URL": f"filemail:///{mails}", "TRUSTED_PROXY_COUNT": "1"}
        running.environment |= {"MAX_WRONG_ANSWERS": "7"}
        running.start_web()
        running.start("manage.py", "worker", "--processes", "1")
        made = Office(running, mails)
        yield made
        made.api.close()


@pytest.fixture
def sign(office: Office, visits: Callable[..., Visit]) -> Sign:
    """`sign(out, 0, **PHONE)`: that signer opens their link, and the first screen is there."""

    def open_link(out: Out, number: int = 0, query: str = "", **options: object) -> Visit:
        visit = visits(office.origin, **options)
        visit.open(out.links[number] + query)
        visit.page.wait_for_selector('[data-screen]:not([hidden]):not([data-screen="loading"])')
        return visit

    return open_link
