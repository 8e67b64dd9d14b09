"""One table of limits; what goes beyond one is refused with a problem, never cut in silence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much of each thing is read; sizes in bytes unless said otherwise."""

    yaml_bytes: int = 1_000_000
    yaml_depth: int = 20
    yaml_values: int = 100_000
    json_bytes: int = 20_000_000
    json_depth: int = 20
    table_bytes: int = 4_000_000_000
    line_characters: int = 50_000  # of one cell of a table; a spreadsheet holds 32,767
    table_rows: int = 10_000_000
    table_columns: int = 500
    sheet_bytes: int = 1_000_000_000
    journal_bytes: int = 256_000_000
    document_bytes: int = 4_000_000_000
    article_bytes: int = 64_000_000
    pdf_pages: int = 2_000
    xml_characters: int = 50_000_000
    xml_depth: int = 50
    archive_bytes: int = 1_000_000_000
    archive_files: int = 1_000
    unpacked_bytes: int = 4_000_000_000
    unpacked_ratio: int = 100
    ratio_free_bytes: int = 1_000_000  # a small file may shrink as far as it likes
    folder_files: int = 100_000
    folder_depth: int = 20
    name_characters: int = 200
    problems_a_file: int = 1_000
    suggestions: int = 100  # so many words are searched for a near one


LIMITS = Limits()
