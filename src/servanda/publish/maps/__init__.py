"""Maps of a case: base of coast and water, zones, and what happened where, each with the precision it has.

`gather` brings together what a map shows, `svg` draws it without a script: for pages and for reports.
"""

from servanda.publish.maps.scene import Scene, gather
from servanda.publish.maps.still import svg

__all__ = ["Scene", "gather", "svg"]
