"""The forms of a list, learnt from its entries whose papers are known.

`learn_forms` aligns each record with its entry and lets the entries of one shape vote on where a
claim stands; `read_again` reads the entries by what the others of their shape agree on.
"""

from __future__ import annotations

from harvester.lists.reading.forms.learn import Forms, learn_forms
from harvester.lists.reading.forms.read import read_again

__all__ = ["Forms", "learn_forms", "read_again"]
