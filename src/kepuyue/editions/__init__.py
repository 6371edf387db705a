"""Bundled campaigns: the nation's of 2017 to 2026, and one province and one city of 2025.

Each fact carries its source and how well it is attested. ``national-2017`` to ``national-2026``
come from one table of what is publicly known of each year. ``guangdong-2025`` and
``shaoguan-2025`` are documents in the library's own JSON: the one holds what is known of the
province's notice, the other the notice 韶市科协联字〔2025〕12号 with all that it names and fixes.
``shaoguan-2025-example`` adds made-up activities, for trying things out.
"""

from importlib.resources import files

from kepuyue._text import nearest
from kepuyue.editions import national
from kepuyue.errors import UnknownIdError, report_of
from kepuyue.io import loads
from kepuyue.model.campaign import Campaign
from kepuyue.model.programme import Programme

__all__ = ["available", "load"]

_DOCUMENTS = files(__package__)
_SUFFIX = ".json"


def available() -> tuple[str, ...]:
    """Return the ids of the bundled editions: the nation's by year, then the others by id.

    >>> available()[0], available()[-1]
    ('national-2017', 'shaoguan-2025-example')
    """
    names = (entry.name for entry in _DOCUMENTS.iterdir())
    documents = sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))
    return (*national.ids(), *documents)


def load(edition: str) -> Programme:
    """Return a bundled edition, whole: with the campaigns that it stands under.

    Its own campaign comes first, then the one above, up to the nation's; each brings its units.
    So every reference resolves, and ``dump`` writes a document that holds together.

    Args:
        edition: its id, one of :func:`available`.

    Raises:
        UnknownIdError: if there is none; the nearest are named.

    >>> city = load("shaoguan-2025")
    >>> city.campaigns[0].notice.document_number
    '韶市科协联字〔2025〕12号'
    >>> [campaign.name for campaign in city.campaigns[1:]]
    ['广东省首届全国科普月活动', '2025年全国科普月']
    """
    known = available()
    if edition not in known:
        near = nearest(edition, known) or known
        raise UnknownIdError(
            report_of("KY-REF001", edition, nearest=near, kind_zh="版本", kind_en="edition")
        )
    own = _own(edition)
    referred = [
        *(campaign.parent for campaign in own.campaigns),
        *(activity.campaign for activity in own.activities),
    ]
    missing = dict.fromkeys(ref for ref in referred if ref and own.get(Campaign, ref) is None)
    return own.merge(*map(load, missing))


def _own(edition: str) -> Programme:
    """Return what the edition itself says."""
    if edition in national.ids():
        return national.load(edition)
    return loads(_DOCUMENTS.joinpath(edition + _SUFFIX).read_bytes())
