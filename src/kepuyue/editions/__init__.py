"""Bundled campaigns, as documents in the library's own JSON.

Each fact carries its source and how well it is attested. ``shaoguan-2025`` is the notice
韶市科协联字〔2025〕12号 with what it names and fixes; ``shaoguan-2025-example`` adds made-up
activities of its units, for trying things out.
"""

from importlib.resources import files

from kepuyue._text import nearest
from kepuyue.errors import UnknownIdError, report_of
from kepuyue.io import loads
from kepuyue.model.programme import Programme

__all__ = ["available", "load"]

_DOCUMENTS = files(__package__)
_SUFFIX = ".json"


def available() -> tuple[str, ...]:
    """Return the ids of the bundled editions, in alphabetical order.

    >>> "shaoguan-2025" in available()
    True
    """
    names = (entry.name for entry in _DOCUMENTS.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load(edition: str) -> Programme:
    """Return a bundled edition.

    Args:
        edition: its id.

    Raises:
        UnknownIdError: if there is none; the nearest are named.

    >>> load("shaoguan-2025").campaigns[0].notice.document_number
    '韶市科协联字〔2025〕12号'
    """
    known = available()
    if edition not in known:
        near = nearest(edition, known) or known
        raise UnknownIdError(
            report_of("KY-REF001", edition, nearest=near, kind_zh="版本", kind_en="edition")
        )
    return loads(_DOCUMENTS.joinpath(edition + _SUFFIX).read_bytes())
