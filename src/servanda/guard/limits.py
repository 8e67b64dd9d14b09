"""One table of limits; what goes beyond one is refused with a problem, never cut in silence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much of each thing is read; sizes in bytes unless said otherwise."""

    yaml_bytes: int = 1_000_000
    yaml_depth: int = 20
    json_bytes: int = 20_000_000
    json_depth: int = 20
    table_bytes: int = 4_000_000_000
    line_characters: int = 10_000_000
    table_rows: int = 10_000_000
    table_columns: int = 500
    journal_bytes: int = 256_000_000
    folder_files: int = 100_000
    name_characters: int = 200
    problems_a_file: int = 1_000


LIMITS = Limits()
