"""Configuration of Sphinx: pages in Markdown, the reference from docstrings."""

import importlib.metadata
import inspect
from collections.abc import Iterable
from typing import Any

import attrs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from kepuyue import (
    THEMES,
    Campaign,
    Coded,
    Evidence,
    Severity,
    Vocabulary,
    catalogue,
    editions,
)
from kepuyue.io.jsonld import event, script
from kepuyue.io.platform import Column, load_profile

project = "kepuyue"
author = "The kepuyue contributors"
copyright = author
release = importlib.metadata.version("kepuyue")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_title = f"kepuyue {release}"

autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"

# The Attributes: section documents fields in place, so that autodoc need not list them again.
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]

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
    lines += terms(list(item))


def terms(items: list[Any]) -> list[str]:
    """Return the table of terms or members; a source that all share is told once."""
    sources = {str(item.source) for item in items}
    heads = ("id", "标签", "label", "also typed", "source")
    rows = [
        (name_of(item), item.label, item.label_en or "", "、".join(item.aliases), str(item.source))
        for item in items
    ]
    if len(sources) > 1:
        return table([heads, *rows])
    return [*table([heads[:-1], *(row[:-1] for row in rows)]), f"Source: {sources.pop()}", ""]


def name_of(item: Any) -> str:
    """Return the id, and the name of a member where it is not the id in capitals."""
    name = getattr(item, "name", item.id.upper())
    return f"``{item.id}``" + ("" if name == item.id.upper() else f" ``{name}``")


def evidence(
    _app: Sphinx, what: str, _name: str, item: object, _options: object, lines: list[str]
) -> None:
    """Show what the levels of evidence mean."""
    if what == "class" and item is Evidence:
        lines += table([("name", "meaning"), *((m.name, m.description) for m in Evidence)])


def severities(
    _app: Sphinx, what: str, _name: str, item: object, _options: object, lines: list[str]
) -> None:
    """Show the members of the severities."""
    if what == "class" and item is Severity:
        lines += table([("name", "标签"), *((m.name, m.label("zh")) for m in Severity)])


def vocabulary(
    _app: Sphinx, what: str, _name: str, item: object, _options: object, lines: list[str]
) -> None:
    """Show the terms of a bundled vocabulary."""
    if what != "data" or not isinstance(item, Vocabulary):
        return
    lines += terms(list(item))


def messages(
    _app: Sphinx, what: str, name: str, _item: object, _options: object, lines: list[str]
) -> None:
    """Show every message of the catalogue."""
    if (what, name) == ("module", catalogue.__name__):
        rows = [("code", "中文", "English")]
        rows += [(f"``{code}``", zh, en) for code, (zh, en) in sorted(catalogue.MESSAGES.items())]
        lines += table([tuple(cell.replace("*", r"\*") for cell in row) for row in rows])


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


class ProfileTables(SphinxDirective):
    """Shows a profile: what it says of itself, and a table of the columns of each sheet."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the paragraphs and tables."""
        self.env.note_reread()  # a page does not change where its profile does
        profile = load_profile(self.arguments[0])
        lines = [
            f":title: {profile.title}（{profile.edition}）",
            f":issuer: {profile.issuer}",
            f":evidence: {profile.evidence}",
            *([f":extends: `{profile.extends}`"] if profile.extends else []),
            f":note: {profile.note}",
        ]
        for sheet in profile.sheet:
            words = "、".join(sheet.words)
            lines += ["", f"**{sheet.name}**: a row is one of `{sheet.rows}`; a title with {words}"]
            lines += ["speaks for this sheet.", ""]
            lines += markdown("栏目 | fills | required | 填写说明", map(meaning, sheet.column))
            lines += markdown("栏目 | also | known from", map(provenance, sheet.column))
        return self.parse_text_to_nodes("\n".join(lines))


def meaning(column: Column) -> tuple[str, ...]:
    """Return what a column stands for, as cells."""
    heading = f"{column.group}｜{column.heading}" if column.group else column.heading
    return (
        f"{heading}（{column.unit}）" if column.unit else heading,
        f"`{column.field}` by `{column.codec}`" if column.field else f"`{column.codec}`",
        f"`{column.required}`" if column.required else "",
        f"{column.note} `{column.choices}`" if column.choices else column.note,
    )


def provenance(column: Column) -> tuple[str, ...]:
    """Return how a column is called elsewhere and where it is known from, as cells."""
    return column.heading, "、".join(column.aliases), f"{column.evidence} {column.source}"


def markdown(heads: str, rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    escaped = ([cell.replace("|", r"\|") for cell in row] for row in rows)
    rule = "|".join("---" for _ in heads.split("|"))
    return [f"| {heads} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in escaped), ""]


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
    for listing in (list_of_editions, evidence, severities, vocabulary, messages):
        app.connect("autodoc-process-docstring", listing)
    app.connect("html-page-context", page_head)
    app.add_directive("profile", ProfileTables)
