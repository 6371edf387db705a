"""kepuyue: a typed model of China's National Science Popularization Month (全国科普月).

Units, activities, themes, target groups and the campaigns around them: read and written as JSON,
iCalendar and tables. Every public name is here and is loaded when first used.

>>> import kepuyue
>>> programme = kepuyue.editions.load("shaoguan-2025")
>>> programme.resolve(kepuyue.Campaign, "shaoguan-2025").window
DateSpan(2025-09-01…30)
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import evolve

    from kepuyue import editions
    from kepuyue.errors import (
        DumpError,
        InvalidValueError,
        KepuyueError,
        LimitError,
        LoadError,
        MergeConflictError,
        MissingExtraError,
        UnknownFormatError,
        UnknownIdError,
        UnsupportedVersionError,
    )
    from kepuyue.findings import Finding, Location, Report, Severity
    from kepuyue.io import (
        dump,
        dumps,
        iter_activities,
        load,
        loads,
        losses,
        try_load,
        try_loads,
    )
    from kepuyue.io.converter import register_hooks
    from kepuyue.io.json import from_dict, to_dict
    from kepuyue.io.lines import ActivityWriter
    from kepuyue.io.platform.many import try_load_many
    from kepuyue.io.registry import Format, LoadResult, View, format_of, formats
    from kepuyue.io.schema import json_schema
    from kepuyue.model.activity import (
        Activity,
        ActivityForm,
        Link,
        Mode,
        Outcome,
        Registration,
        Review,
        Stage,
    )
    from kepuyue.model.bundled import TARGET_GROUPS, THEMES
    from kepuyue.model.campaign import (
        Action,
        Attachment,
        Campaign,
        Disclosure,
        Milestone,
        MilestoneKind,
        Notice,
        NoticeReference,
        Requirement,
        Resource,
    )
    from kepuyue.model.coded import Coded
    from kepuyue.model.codes import credit_code, document_number, region
    from kepuyue.model.extra import Extra
    from kepuyue.model.figures import Figures
    from kepuyue.model.occurrence import Occurrence
    from kepuyue.model.paperwork import (
        ExhibitApplication,
        Nomination,
        NominationCategory,
        UnitSummary,
        Volunteer,
        VolunteerReply,
    )
    from kepuyue.model.place import Coordinates, Datum, Venue, VenueKind
    from kepuyue.model.programme import Origin, Programme
    from kepuyue.model.recurrence import Frequency, Recurrence
    from kepuyue.model.schedule import (
        DateSpan,
        Override,
        Session,
        Speaker,
        State,
        TimeSlot,
    )
    from kepuyue.model.source import Evidence, Source
    from kepuyue.model.target_group import TargetGroup
    from kepuyue.model.theme import Theme, ThemeScheme
    from kepuyue.model.unit import (
        AdminLevel,
        Channel,
        ChannelKind,
        Contact,
        Unit,
        UnitGroup,
        UnitKind,
    )
    from kepuyue.model.vocabulary import Vocabulary
    from kepuyue.model.zone import CHINA_TIME

__version__ = "0.1.0"

__all__ = [
    "CHINA_TIME",
    "TARGET_GROUPS",
    "THEMES",
    "Action",
    "Activity",
    "ActivityForm",
    "ActivityWriter",
    "AdminLevel",
    "Attachment",
    "Campaign",
    "Channel",
    "ChannelKind",
    "Coded",
    "Contact",
    "Coordinates",
    "DateSpan",
    "Datum",
    "Disclosure",
    "DumpError",
    "Evidence",
    "ExhibitApplication",
    "Extra",
    "Figures",
    "Finding",
    "Format",
    "Frequency",
    "InvalidValueError",
    "KepuyueError",
    "LimitError",
    "Link",
    "LoadError",
    "LoadResult",
    "Location",
    "MergeConflictError",
    "Milestone",
    "MilestoneKind",
    "MissingExtraError",
    "Mode",
    "Nomination",
    "NominationCategory",
    "Notice",
    "NoticeReference",
    "Occurrence",
    "Origin",
    "Outcome",
    "Override",
    "Programme",
    "Recurrence",
    "Registration",
    "Report",
    "Requirement",
    "Resource",
    "Review",
    "Session",
    "Severity",
    "Source",
    "Speaker",
    "Stage",
    "State",
    "TargetGroup",
    "Theme",
    "ThemeScheme",
    "TimeSlot",
    "Unit",
    "UnitGroup",
    "UnitKind",
    "UnitSummary",
    "UnknownFormatError",
    "UnknownIdError",
    "UnsupportedVersionError",
    "Venue",
    "VenueKind",
    "View",
    "Vocabulary",
    "Volunteer",
    "VolunteerReply",
    "__version__",
    "credit_code",
    "document_number",
    "dump",
    "dumps",
    "editions",
    "evolve",
    "format_of",
    "formats",
    "from_dict",
    "iter_activities",
    "json_schema",
    "load",
    "loads",
    "losses",
    "region",
    "register_hooks",
    "to_dict",
    "try_load",
    "try_load_many",
    "try_loads",
]

_MODULES = {
    "Action": "kepuyue.model.campaign",
    "Activity": "kepuyue.model.activity",
    "ActivityForm": "kepuyue.model.activity",
    "ActivityWriter": "kepuyue.io.lines",
    "AdminLevel": "kepuyue.model.unit",
    "Attachment": "kepuyue.model.campaign",
    "CHINA_TIME": "kepuyue.model.zone",
    "Campaign": "kepuyue.model.campaign",
    "Channel": "kepuyue.model.unit",
    "ChannelKind": "kepuyue.model.unit",
    "Coded": "kepuyue.model.coded",
    "Contact": "kepuyue.model.unit",
    "Coordinates": "kepuyue.model.place",
    "DateSpan": "kepuyue.model.schedule",
    "Datum": "kepuyue.model.place",
    "Disclosure": "kepuyue.model.campaign",
    "DumpError": "kepuyue.errors",
    "Evidence": "kepuyue.model.source",
    "ExhibitApplication": "kepuyue.model.paperwork",
    "Extra": "kepuyue.model.extra",
    "Figures": "kepuyue.model.figures",
    "Finding": "kepuyue.findings",
    "Format": "kepuyue.io.registry",
    "Frequency": "kepuyue.model.recurrence",
    "InvalidValueError": "kepuyue.errors",
    "KepuyueError": "kepuyue.errors",
    "LimitError": "kepuyue.errors",
    "Link": "kepuyue.model.activity",
    "LoadError": "kepuyue.errors",
    "LoadResult": "kepuyue.io.registry",
    "Location": "kepuyue.findings",
    "MergeConflictError": "kepuyue.errors",
    "Milestone": "kepuyue.model.campaign",
    "MilestoneKind": "kepuyue.model.campaign",
    "MissingExtraError": "kepuyue.errors",
    "Mode": "kepuyue.model.activity",
    "Nomination": "kepuyue.model.paperwork",
    "NominationCategory": "kepuyue.model.paperwork",
    "Notice": "kepuyue.model.campaign",
    "NoticeReference": "kepuyue.model.campaign",
    "Occurrence": "kepuyue.model.occurrence",
    "Origin": "kepuyue.model.programme",
    "Outcome": "kepuyue.model.activity",
    "Override": "kepuyue.model.schedule",
    "Programme": "kepuyue.model.programme",
    "Recurrence": "kepuyue.model.recurrence",
    "Registration": "kepuyue.model.activity",
    "Report": "kepuyue.findings",
    "Requirement": "kepuyue.model.campaign",
    "Resource": "kepuyue.model.campaign",
    "Review": "kepuyue.model.activity",
    "Session": "kepuyue.model.schedule",
    "Severity": "kepuyue.findings",
    "Source": "kepuyue.model.source",
    "Speaker": "kepuyue.model.schedule",
    "Stage": "kepuyue.model.activity",
    "State": "kepuyue.model.schedule",
    "TARGET_GROUPS": "kepuyue.model.bundled",
    "THEMES": "kepuyue.model.bundled",
    "TargetGroup": "kepuyue.model.target_group",
    "Theme": "kepuyue.model.theme",
    "ThemeScheme": "kepuyue.model.theme",
    "TimeSlot": "kepuyue.model.schedule",
    "Unit": "kepuyue.model.unit",
    "UnitGroup": "kepuyue.model.unit",
    "UnitKind": "kepuyue.model.unit",
    "UnitSummary": "kepuyue.model.paperwork",
    "UnknownFormatError": "kepuyue.errors",
    "UnknownIdError": "kepuyue.errors",
    "UnsupportedVersionError": "kepuyue.errors",
    "Venue": "kepuyue.model.place",
    "VenueKind": "kepuyue.model.place",
    "View": "kepuyue.io.registry",
    "Vocabulary": "kepuyue.model.vocabulary",
    "Volunteer": "kepuyue.model.paperwork",
    "VolunteerReply": "kepuyue.model.paperwork",
    "credit_code": "kepuyue.model.codes",
    "document_number": "kepuyue.model.codes",
    "dump": "kepuyue.io",
    "dumps": "kepuyue.io",
    "evolve": "attrs",
    "format_of": "kepuyue.io.registry",
    "formats": "kepuyue.io.registry",
    "from_dict": "kepuyue.io.json",
    "iter_activities": "kepuyue.io",
    "json_schema": "kepuyue.io.schema",
    "load": "kepuyue.io",
    "loads": "kepuyue.io",
    "losses": "kepuyue.io",
    "region": "kepuyue.model.codes",
    "register_hooks": "kepuyue.io.converter",
    "to_dict": "kepuyue.io.json",
    "try_load": "kepuyue.io",
    "try_load_many": "kepuyue.io.platform.many",
    "try_loads": "kepuyue.io",
}
"""Where each name of ``__all__`` is defined; what is missing here is a module of the package."""


def __getattr__(name: str) -> object:
    """Load a public name on its first use (PEP 562)."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    if name in _MODULES:
        value: object = getattr(importlib.import_module(_MODULES[name]), name)
    else:
        value = importlib.import_module(f"{__name__}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
