"""Themes: what a campaign or an activity is about.

Those of the notice come with the library: :data:`~kepuyue.model.bundled.THEMES`. An app adds its
own to a programme (``Programme.themes``) or to a vocabulary of its own (``THEMES.extended(...)``).
"""

import attrs

from kepuyue.errors import invalid
from kepuyue.model._field import (
    checked,
    short_repr,
    together,
    valid_id,
    valid_lines,
    valid_name,
    valid_text,
    valid_year,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.source import Source, notice


class ThemeScheme(Coded):
    """The list that a theme belongs to."""

    SLOGAN = "slogan", "年度主题", "Slogan of the year", "主题"
    DIRECTION = "direction", "活动内容", "Content direction", "内容方向"
    TOPIC = "topic", "公众关注热点", "Hot topic", "热点", "话题"
    FIELD = "field", "行业领域", "Field", "领域"
    FOCUS = "focus", "重点领域", "Focus", "重点"
    OTHER = "other", "其他", "Other", "自定义"


_CLAUSES = {
    "slogan": "一",
    "direction": "三",
    "topic": "三(四)",
    "field": "四(二)1",
    "focus": "四(二)2",
}
for _code, _clause in _CLAUSES.items():
    ThemeScheme(_code).source = notice(_clause)


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Theme:
    """A theme of a campaign or an activity.

    Attributes:
        id: stable English id.
        label: Chinese label.
        label_en: English label.
        scheme: the list it belongs to.
        issuer: who set it, as text.
        valid_from: first year in which it holds.
        valid_to: last year in which it holds.
        aliases: other words that people type for it.
        source: where it comes from.
        extra: what other tools attach.

    Raises:
        InvalidValueError: if ``valid_to`` is before ``valid_from``.

    >>> Theme(id="danxia", label="丹霞地貌")
    Theme(id='danxia', label='丹霞地貌')
    """

    id: str = attrs.field(validator=valid_id)
    label: str = attrs.field(validator=valid_name)
    label_en: str | None = attrs.field(default=None, validator=valid_text)
    scheme: ThemeScheme = ThemeScheme.OTHER
    issuer: str | None = attrs.field(default=None, validator=valid_text)
    valid_from: int | None = attrs.field(default=None, validator=valid_year)
    valid_to: int | None = attrs.field(default=None, validator=valid_year)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=valid_lines)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr

    @together("not self.valid_from or not self.valid_to or self.valid_from <= self.valid_to")
    def _ends_after_its_start(self) -> None:
        raise invalid("KY-VAL006", self.valid_to, field="valid_to", first=self.valid_from)
