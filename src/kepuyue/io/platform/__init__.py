"""The national platform's tables, by profiles that are data.

The platform publishes no specification. A profile says which sheet has which columns, what each
means, and where that is known from; it is unofficial, and an unknown limit is unset.
"""

from kepuyue.io.platform.annotation import annotate
from kepuyue.io.platform.profile import Column, Profile, Sheet, load_profile, profiles

__all__ = ["Column", "Profile", "Sheet", "annotate", "load_profile", "profiles"]
