"""Configuration of Sphinx: pages in Markdown, the reference from docstrings."""

import importlib.metadata
import inspect
from typing import Any

import attrs
from sphinx.application import Sphinx

from kepuyue import THEMES, Campaign, Coded, editions
from kepuyue.io.jsonld import event, script

project = "kepuyue"
author = "The kepuyue contributors"
copyright = author
release = importlib.metadata.version("kepuyue")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"kepuyue {release}"

autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"

# The Attributes: section documents fields in place, so that autodoc need not list them again.
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3


def entity_signature(
    _app: Sphinx, what: str, _name: str, item: object, *_rest: object
) -> tuple[str, None] | None:
    """Show an entity with the names of its fields; their types stand in the list below it."""
    if what not in {"class", "exception"} or not isinstance(item, type) or not attrs.has(item):
        return None
    shown: list[str] = []
    for parameter in inspect.signature(item).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        required = parameter.default is parameter.empty
        shown.append(parameter.name if required else f"{parameter.name}=…")
    return f"({', '.join(shown)})", None


def code_list(
    _app: Sphinx, what: str, _name: str, item: object, _options: object, lines: list[str]
) -> None:
    """Show the members of a code list, with their labels, what people type, and the source."""
    if what != "class" or not isinstance(item, type) or not issubclass(item, Coded) or not [*item]:
        return
    rows = [("id", "标签", "label", "also typed", "source")]
    rows += [
        (f"``{m.id}``", m.label, m.label_en, "、".join(m.aliases), str(m.source)) for m in item
    ]
    lines += table(rows)


def list_of_editions(
    _app: Sphinx, _what: str, _name: str, item: object, _options: object, lines: list[str]
) -> None:
    """Show what each bundled edition holds below the function that lists them."""
    if item is not editions.available:
        return
    rows = [("id", "window", "主题", "重点活动、联合行动", "notice", "evidence")]
    for edition in editions.available():
        campaign = editions.load(edition).get(Campaign, edition)
        if campaign is None:  # the example has no campaign of its own
            continue
        rows.append(
            (
                f"``{edition}``",
                f"{campaign.window.first:%m-%d} … {campaign.window.last:%m-%d}",
                "；".join(THEMES[slogan].label for slogan in campaign.slogans),
                "、".join(action.name for action in campaign.actions) or "—",
                (campaign.notice and campaign.notice.document_number) or "—",
                campaign.source.evidence.value,
            )
        )
    lines += table(rows)


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table, the headings first."""
    lines = ["", ".. list-table::", "   :header-rows: 1", ""]
    for row in rows:
        lines += [f"   {'* -' if index == 0 else '  -'} {cell}" for index, cell in enumerate(row)]
    return [*lines, ""]


def page_head(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Put the script of an example activity into the head of the page about JSON-LD."""
    if page == "json-ld":
        programme = editions.load("shaoguan-2025-example")
        context["metatags"] += script(event("ex-ai-forum", programme))


def setup(app: Sphinx) -> None:
    """Register what Sphinx has no option for."""
    app.connect("autodoc-process-signature", entity_signature)
    app.connect("autodoc-process-docstring", code_list)
    app.connect("autodoc-process-docstring", list_of_editions)
    app.connect("html-page-context", page_head)
