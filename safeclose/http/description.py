"""The OpenAPI description as it is served."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


class ServedGenerator(SchemaGenerator):
    """Makes the description once in each process: it is the same for everyone, and takes more than a second."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        """The description of all public operations."""
        return _description()


@cache
def _description() -> Any:
    return SchemaGenerator().get_schema(public=True)
