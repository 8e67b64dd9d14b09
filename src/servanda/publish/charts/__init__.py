"""The charts of the site behind one plain registry; each draws what a table beside it holds."""

from __future__ import annotations

from collections.abc import Callable

from servanda.publish.book import Book
from servanda.publish.charts import change, placebo, spread
from servanda.publish.charts.chart import Chart

CHARTS: dict[str, Callable[[Book], list[Chart]]] = {"spread": spread.charts, "change": change.charts,
                                                 "placebo": placebo.charts}
