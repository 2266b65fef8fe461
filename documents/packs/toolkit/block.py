"""What all blocks have in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Block(BaseModel):
    """Canonical data: camelCase keys, no unknown ones, no conversion between JSON types."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, str_strip_whitespace=True
    )
