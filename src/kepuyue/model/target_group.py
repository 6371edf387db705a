"""Target groups: whom an activity is for.

The five statutory ones and the general public come with the library:
:data:`~kepuyue.model.bundled.TARGET_GROUPS`.
"""

import attrs

from kepuyue.model._field import (
    checked,
    short_repr,
    valid_id,
    valid_lines,
    valid_name,
    valid_text,
)
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.source import Source


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class TargetGroup:
    """A group of people whom activities are for.

    Attributes:
        id: stable English id.
        label: Chinese label.
        label_en: English label.
        aliases: other words that people type for it.
        statutory: whether it is one of the five groups of 国发〔2021〕9号.
        source: where it comes from.
        extra: what other tools attach.

    >>> TargetGroup(id="deaf", label="听障人士")
    TargetGroup(id='deaf', label='听障人士')
    """

    id: str = attrs.field(validator=valid_id)
    label: str = attrs.field(validator=valid_name)
    label_en: str | None = attrs.field(default=None, validator=valid_text)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    statutory: bool = False
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr
