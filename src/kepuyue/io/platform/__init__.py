"""The national platform's tables, by profiles that are data: written for people, read from anyone.

The platform publishes no specification. A profile says which sheet has which columns, what each
means, and where that is known from; it is unofficial, and an unknown limit is unset.
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
