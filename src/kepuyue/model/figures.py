"""Counts, expected or achieved."""

import attrs

from kepuyue.model._field import checked, short_repr, valid_count


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Figures:
    """Counts of an activity or a session, each in its own unit: never add up across units.

    Attributes:
        onsite: person-times on site (人次).
        online: person-times online (人次).
        views: page or video views (浏览量).
        shares: shares (分享量).
        science_workers: scientists and engineers taking part (人).
        volunteers: volunteers taking part (人).

    Each is a whole number from 0 to 2**63 - 1, or ``None`` when not told.

    >>> Figures(onsite=300, online=12_000)
    Figures(onsite=300, online=12000)
    """

    onsite: int | None = attrs.field(default=None, validator=valid_count)
    online: int | None = attrs.field(default=None, validator=valid_count)
    views: int | None = attrs.field(default=None, validator=valid_count)
    shares: int | None = attrs.field(default=None, validator=valid_count)
    science_workers: int | None = attrs.field(default=None, validator=valid_count)
    volunteers: int | None = attrs.field(default=None, validator=valid_count)

    __repr__ = short_repr
