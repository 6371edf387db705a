"""The code lists that cells are chosen from, and the divisions, county by prefecture."""

from collections.abc import Sequence

from kepuyue.model.activity import ActivityForm, Mode, Stage
from kepuyue.model.coded import Coded
from kepuyue.model.codes import region
from kepuyue.model.paperwork import NominationCategory
from kepuyue.model.programme import Programme
from kepuyue.model.schedule import State

_ENUMS: dict[str, type[Coded]] = {
    "ActivityForm": ActivityForm, "Mode": Mode, "Stage": Stage, "State": State,
    "NominationCategory": NominationCategory,
}  # fmt: skip
_UNITS = 2_000
"""Units at most: nobody scrolls through more."""
_PROVINCE, _PREFECTURE = "0000", "00"


def choices(programme: Programme, name: str) -> list[str]:
    """Return a code list, by the name that profiles use.

    Args:
        programme: its own terms, actions and units are among them.
        name: the name.

    Returns:
        The labels; none if there is nothing to choose from.

    >>> choices(Programme(), "Mode")
    ['线下', '线上', '线上线下结合']
    """
    if name in _ENUMS:
        return [code.label for code in _ENUMS[name]]
    if name == "TargetGroup":
        return [group.label for group in programme.target_group_vocabulary]
    if name == "Theme":
        return [theme.label for theme in programme.theme_vocabulary]
    if name == "YesNo":
        return ["是", "否"]
    if name == "Unit":
        return list(dict.fromkeys(unit.name for unit in programme.units))[:_UNITS]
    actions = [action.name for campaign in programme.campaigns for action in campaign.actions]
    return list(dict.fromkeys(actions))


def divisions(programme: Programme) -> Sequence[tuple[str, str]]:
    """Return the counties that may be chosen, each with its prefecture, in order.

    They are those of the campaign's division; of the whole nation if it names none. A prefecture
    or a county under a province stands for itself.

    Args:
        programme: the programme.
    """
    within = programme.campaigns[0].region if programme.campaigns else None
    return _pairs(within if region.is_valid(within) else None)


def _pairs(within: str | None) -> list[tuple[str, str]]:
    if within is None:
        return [pair for province in region.provinces() for pair in _pairs(province)]
    within = within[:6]
    if not within.endswith(_PROVINCE):
        if counties := region.children(within):
            return [(_name(within), _name(county)) for county in counties]
        return [(_name(region.parent(within) or within), _name(within))]
    pairs: list[tuple[str, str]] = []
    for code in region.children(within):
        inner = region.children(code)
        pairs += [(_name(code), _name(county)) for county in inner]
        if not inner:
            pairs.append((_name(within), _name(code)))
    return pairs


def _name(code: str) -> str:
    return region.name(code) or code
