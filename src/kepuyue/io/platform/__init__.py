"""The national platform's tables, by profiles that are data: written for people, read from anyone.

The platform publishes no specification. A profile says which sheet has which columns, what each
means, and where that is known from; it is unofficial, and an unknown limit is unset.

- Profiles: ``profile`` (``toml``, ``structure``, ``soundness``), ``field``, ``choice``,
  ``explain``.
- Columns: ``codec``, both ways between entities and cells; what stands in one: ``cell``,
  ``heading``, ``phrase``, ``address``, ``division``, ``link``.
- Writing: ``layout``, then ``workbook`` (``worksheet``, ``machine``), ``delimited`` or ``document``
  (``paper``, ``markup``); ``stream``, ``template``, ``loss``.
- Opening: ``source``, ``guard`` (zip: ``archive``, ``package``, ``extents``, ``binary``,
  ``opendocument``; others: ``compound``, ``biff``), ``grid``.
- Reading: ``reader``, ``table`` (``form``), ``body`` (``passing``), then ``activities`` or
  ``paperwork`` (``assembly``, ``context``, ``here``, ``finding``); ``many``.
- What people changed: ``edit``, ``comparison``, ``change``. Given back: ``annotation``
  (``facsimile``).
"""

from kepuyue.io.platform.annotation import annotate
from kepuyue.io.platform.archive import LIMITS, Limits
from kepuyue.io.platform.many import try_load_many
from kepuyue.io.platform.profile import Column, Profile, Sheet, load_profile, profiles
from kepuyue.io.platform.stream import TableWriter
from kepuyue.io.platform.template import write_template

__all__ = [
    "LIMITS",
    "Column",
    "Limits",
    "Profile",
    "Sheet",
    "TableWriter",
    "annotate",
    "load_profile",
    "profiles",
    "try_load_many",
    "write_template",
]
