"""What a stage asks of an engine: statements of the shared SQL, columns in, columns through a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from servanda.model.case import Frame

Columns = Mapping[str, Any]  # by name, each a list or an array, all of one length
Kernel = Callable[[Columns], Columns]


class Engine(Protocol):
    """An engine that runs set-based work: `database.Database` embedded, `spark.SparkEngine` on a cluster."""

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement for its effect."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; the query states their order."""

    def arrow(self, sql: str) -> Any:
        """A query as an Arrow table."""

    def take(self, table: str, columns: Any) -> None:
        """A table of this name with the columns of an Arrow table, in place of any other."""

    def load_plain(self, table: str, frame: Frame) -> int:
        """Append columns to a table; returns the row count."""

    def settle(self, *tables: str) -> None:
        """See to it that tables and views are at hand in this process."""

    def map_columns(self, sql: str, kernel: Kernel, table: str) -> None:
        """Append to a table what a function makes of the columns of a query, batch by batch.

        The function must treat each row alone: how rows fall into batches is the engine's to choose.
        """
