"""For tests of apps that use kepuyue: entities valid by default, and programmes of any size.

>>> from kepuyue.model.activity import Activity
>>> make(Activity, name="机器人科普展").name
'机器人科普展'
>>> len(synthetic_programme(activities=50, seed=1))
50

:mod:`kepuyue.testing.strategies` has hypothesis strategies for every entity; it needs the extra
``kepuyue[testing]``.
"""

from kepuyue.testing.factories import make, make_programme
from kepuyue.testing.synthetic import synthetic_programme

__all__ = ["make", "make_programme", "synthetic_programme"]
