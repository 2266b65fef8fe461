"""One service, which all clients talk to."""

from collections.abc import Iterator

import pytest

from tests.processes import Service, service


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """With its worker."""
    with service(tmp_path_factory.mktemp("clients") / "copy") as found:
        found.start("manage.py", "serve", "--port", str(found.port))
        found.wait(found.is_ready)
        yield found
