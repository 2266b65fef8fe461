"""How the database keeps vectors: by pgvector with an index, by pgvector without, or in plain arrays."""

from dataclasses import dataclass

from django.db import connection
from psycopg.sql import SQL, Identifier, Literal

# Lists that go on until enough rows of one organization are found came with 0.8.
INDEXED_SINCE = (0, 8)

# Makes the extension where it can be made, and then the column a vector. Safe to repeat.
ADOPT = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        BEGIN
            CREATE EXTENSION IF NOT EXISTS vector;
        EXCEPTION WHEN OTHERS THEN
            RAISE NOTICE 'No pgvector: %', SQLERRM;
        END;
    END IF;
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')
        AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'documents_passage'::regclass AND attname = 'embedding'
                    AND atttypid = 'real[]'::regtype)
    THEN
        ALTER TABLE documents_passage ALTER COLUMN embedding TYPE vector;
    END IF;
END $$;
"""

_STATE = """
SELECT format_type(atttypid, NULL) = 'vector', (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
    to_regclass(%s) IS NOT NULL
FROM pg_attribute WHERE attrelid = 'documents_passage'::regclass AND attname = 'embedding'
"""

_INDEX = SQL("""
CREATE INDEX IF NOT EXISTS {name} ON documents_passage
USING hnsw ((embedding::vector({dimensions})) vector_cosine_ops) WHERE dimensions = {dimensions}
""")


@dataclass(frozen=True)
class Storage:
    """What there is for vectors of so many dimensions."""

    has_vectors: bool
    can_index: bool
    is_indexed: bool

    @property
    def kind(self) -> str:
        """In a word, for those who run the service."""
        if self.can_index:
            return "hnsw" if self.is_indexed else "exact, until the first document is indexed"
        return "exact: pgvector 0.8 or newer is missing"


def storage(dimensions: int) -> Storage:
    """As it is now."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [_index(dimensions)])
        row = cursor.fetchone()
    assert row
    has_vectors, version, has_index = row
    can_index = bool(has_vectors) and _version(version) >= INDEXED_SINCE
    return Storage(bool(has_vectors), can_index, can_index and bool(has_index))


def adopt() -> None:
    """Use the extension, if it came after the table."""
    with connection.cursor() as cursor:
        cursor.execute(ADOPT)


def make_index(dimensions: int) -> None:
    """One for all vectors of so many dimensions; nothing where there is one. Takes a minute for 100,000 of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(_INDEX.format(name=Identifier(_index(dimensions)), dimensions=Literal(dimensions)))


def _index(dimensions: int) -> str:
    return f"passage_nearest_of_{dimensions:d}"


def _version(text: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (text or "0").split(".") if part.isdigit())
