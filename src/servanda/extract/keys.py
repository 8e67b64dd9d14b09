"""The fold key of a name, kept for names that come again and again."""

from __future__ import annotations

from functools import lru_cache

from servanda.model import names

fold = lru_cache(maxsize=65_536)(names.fold)
