"""The command line: ``python -m kepuyue COMMAND``.

The commands are ``demo | convert | merge | check | show | profiles | template | schema``.

It is thin over the façade. Exit codes: 0 all is well, 1 there are errors in the input or nothing
could be written, 2 the command itself is wrong. ``merge`` writes what is sound and ends with 1 if
something is not. ``convert`` refuses a file of which something cannot be read; one that can, but
does not hold together (a reference leads nowhere), it writes as it is, says so, and ends with 1.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import kepuyue
from kepuyue import (
    Finding,
    InvalidValueError,
    KepuyueError,
    LoadError,
    Location,
    Programme,
    Report,
)
from kepuyue.errors import report_of
from kepuyue.io.files import unwritten
from kepuyue.io.registry import TABLES

OK, FAILED = 0, 1
_SHOWN = 20
"""Lines of a list that are printed before it says how many more there are."""
_LOSSES = 3
"""The same for losses: `kepuyue.losses` has them all."""
_Parser = argparse.ArgumentParser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        arguments: the words of the command; by default those of the process.
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (KepuyueError, OSError) as error:
        print(_told(error) if isinstance(error, OSError) else error, file=sys.stderr)
        return FAILED
    return code


def _told(error: OSError) -> KepuyueError:
    """Return what the system refused, as the library tells it."""
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return InvalidValueError(
            report_of(
                "KY-VAL003", str(error.filename), field="--out",
                expected_zh="文件夹", expected_en="a folder",
            )
        )  # fmt: skip
    return unwritten(str(error.filename or "?"), error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kepuyue",
        description="全国科普月活动数据工具 / data of the National Science Popularization Month",
    )
    parser.add_argument("--version", action="version", version=f"kepuyue {kepuyue.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> _Parser:
        added: _Parser = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    demo = command("demo", _demo, "发布韶关 2025 示例 / publish the Shaoguan 2025 example")
    demo.add_argument("--out", type=Path, default=Path("kepuyue-demo"), metavar="DIR",
                      help="输出目录 / where the files go (%(default)s)")  # fmt: skip
    convert = command("convert", _convert, "转换格式 / convert a file to another format")
    _add_source(convert)
    convert.add_argument(
        "target", type=Path, metavar="OUT",
        help=f"写出的文件 / the file to write ({_suffixes('writer')})",
    )  # fmt: skip
    _add_view(convert)
    merge = command("merge", _merge, "汇总多份表格 / take many files together")
    _add_source(merge, many=True)
    merge.add_argument(
        "--out", type=Path, required=True, metavar="OUT",
        help=f"写出的文件 / the file to write ({_suffixes('writer')})",
    )  # fmt: skip
    _add_view(merge)
    check = command("check", _check, "检查文件 / check a file")
    _add_source(check)
    check.add_argument(
        "--annotate", type=Path, metavar="OUT",
        help="写出标注了检查结果的 .xlsx / write the .xlsx again, with what was found marked in it",
    )  # fmt: skip
    show = command("show", _show, "显示内容 / show what a file holds")
    _add_source(show)
    tables = command(
        "profiles", _profiles,
        "表格方案（空白表用 template）/ the profiles of tables (for blank forms: template)",
    )  # fmt: skip
    tables.add_argument(
        "profile", nargs="?", metavar="ID",
        help="编号，或自己的 .toml 文件 / the id of one, or a .toml file of your own",
    )  # fmt: skip
    blank = command("template", _template, "写空白表 / write a blank form")
    blank.add_argument(
        "profile", metavar="PROFILE",
        help="表格方案编号，或自己的 .toml 文件 / the id of a profile, or a .toml file of your own",
    )  # fmt: skip
    blank.add_argument(
        "target", type=Path, metavar="OUT",
        help="写出的文件 / the file to write (.xlsx .docx .csv)",
    )  # fmt: skip
    blank.add_argument(
        "--programme", metavar="ID|FILE",
        help="下拉列表取自其中的重点活动、单位 / whose actions and units are to be chosen from",
    )  # fmt: skip
    command("schema", _schema, "输出 JSON Schema / print the JSON Schema")
    return parser


def _add_view(parser: _Parser) -> None:
    parser.add_argument(
        "--view", choices=["public", "internal"],
        help=f"公开或内部视图 / what is written ({_default_views()})",
    )  # fmt: skip


def _add_source(parser: _Parser, *, many: bool = False) -> None:
    parser.add_argument(
        "source", type=Path, metavar="IN", nargs="+" if many else None,
        help=f"读取的文件 / the file to read ({_suffixes('reader')})",
    )  # fmt: skip
    parser.add_argument(
        "--programme", metavar="ID|FILE",
        help="表格中的单位、地点、重点活动在其中查找，如 shaoguan-2025 / an edition, or a file, in "
        "which the units, places and actions of a table are looked up",
    )  # fmt: skip
    parser.add_argument(
        "--profile", metavar="ID", help="表格方案；默认自动识别 / the profile of a table"
    )
    parser.add_argument(
        "--year", type=int, help="表格中没有写年份的日期属于哪一年 / the year of dates without one"
    )


def _programme(name: str | None) -> Programme | None:
    """Return the edition of this id, or what a file of this name holds."""
    if name is None:
        return None
    return (
        kepuyue.editions.load(name) if name in kepuyue.editions.available() else kepuyue.load(name)
    )


def _options(options: argparse.Namespace, source: Path | None = None) -> dict[str, Any]:
    """Return what is told of the tables to read; a file of another format takes nothing."""
    if source is not None and kepuyue.format_of(source).reader != TABLES:
        return {}
    given = {
        "programme": _programme(options.programme), "profile": options.profile,
        "year": options.year,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def _suffixes(kind: str) -> str:
    """Return the preferred suffix of each format that has a reader, or a writer."""
    able = (fmt for fmt in kepuyue.formats().values() if getattr(fmt, kind) is not None)
    return " ".join(fmt.suffixes[0] for fmt in able)


def _default_views() -> str:
    views = ((fmt.suffixes[0], fmt.default_view) for fmt in kepuyue.formats().values())
    return "默认 / by default: " + ", ".join(f"{suffix} {view}" for suffix, view in views)


def _demo(options: argparse.Namespace) -> int:
    options.out.mkdir(parents=True, exist_ok=True)
    edition = kepuyue.editions.load("shaoguan-2025")
    example = kepuyue.editions.load("shaoguan-2025-example")
    programme = edition.merge(example)
    campaign = programme.campaigns[0]
    notice, window = campaign.notice, campaign.window
    about = [
        notice.document_number if notice else None,
        f"{window.first} 至 {window.last}" if window else None,
    ]
    _print(campaign.name)
    _print("  " + "  ".join(filter(None, about)))
    _print(f"  {programme!r}")
    report = programme.integrity()
    _print_integrity(report)
    for name in ("programme.json", "programme.ics", "programme.xlsx"):
        _write(programme, options.out / name, view=None)
    return OK if report.ok else FAILED


def _write(programme: Programme, target: Path, *, view: kepuyue.View | None) -> None:
    fmt = kepuyue.format_of(target)
    lost = kepuyue.losses(programme, fmt.name, view=view)
    kepuyue.dump(programme, target, view=view)
    size = target.stat().st_size
    _print(f"→ {target} ({fmt.title}, {view or fmt.default_view}, {size:,} bytes)")
    if lost:
        _print(f"  未写入 / not carried: {lost.summary('zh')} / {lost.summary('en')}")
        _print_findings(lost, most=_LOSSES)


def _print_findings(report: Report, *, most: int = _SHOWN) -> None:
    for finding in report.findings[:most]:
        _print(f"  {finding}")
    if len(report) > most:
        _print(f"  … +{len(report) - most}")


def _convert(options: argparse.Namespace) -> int:
    programme = kepuyue.load(options.source, **_options(options, options.source))
    report = _integrity(programme, options.source)
    if report:
        _print_integrity(report)
    _write(programme, options.target, view=options.view)
    return OK if report.ok else FAILED


def _merge(options: argparse.Namespace) -> int:
    result = kepuyue.try_load_many(options.source, **_options(options))
    for finding in result.report:
        _print(finding)
    _print(f"{result.report.summary('zh')} / {result.report.summary('en')}")
    _print(repr(result.programme))
    _write(result.programme, options.out, view=options.view)
    return OK if result.report.ok else FAILED


def _check(options: argparse.Namespace) -> int:
    result = kepuyue.try_load(options.source, **_options(options, options.source))
    integrity = _integrity(result.programme, options.source, whole=result.report.ok)
    report = result.report + integrity
    _print(f"{options.source}: {result.programme!r}")
    for finding in result.report:
        _print(finding)
    if integrity and not result.report.ok:
        _print(
            "以下问题可能由上面未能读入的内容引起 / what was left out above may be the cause of "
            "what follows"
        )
    for finding in integrity:
        _print(finding)
    _print(f"{report.summary('zh')} / {report.summary('en')}")
    if options.annotate is not None:
        from kepuyue.io.platform import annotate

        annotate(options.source, report, options.annotate)
        _print(f"→ {options.annotate}")
    return OK if report.ok else FAILED


def _integrity(programme: Programme, source: Path, *, whole: bool = True) -> Report:
    """Return what does not hold together in a file that was read.

    A path is told where it is one of the file itself: in JSON that was read whole. Elsewhere the
    finding names the entity.

    Args:
        programme: what was read.
        source: the file.
        whole: whether nothing of it was left out.
    """
    is_place = whole and kepuyue.format_of(source).name == "json"

    def placed(finding: Finding) -> Finding:
        path = finding.location.path if is_place else None
        return finding.at(Location(source=source.name, path=path))

    return Report(map(placed, programme.integrity()))


def _print_integrity(report: Report) -> None:
    _print(f"完整性 / integrity: {report.summary('zh')} / {report.summary('en')}")
    _print_findings(report)


def _show(options: argparse.Namespace) -> int:
    programme = kepuyue.load(options.source, **_options(options, options.source))
    _print(repr(programme))
    rows = programme.to_records()
    for row in rows[:_SHOWN]:
        when = row["start"] or row["first_day"] or row["when_text"] or "—"
        _print(f"  {when}  {row['name']}  {row['hosts']}")
    if len(rows) > _SHOWN:
        _print(f"  … +{len(rows) - _SHOWN}")
    return OK


def _profiles(options: argparse.Namespace) -> int:
    from kepuyue.io.platform import load_profile
    from kepuyue.io.platform.explain import explained, listed

    if options.profile is None:
        _print("\n".join(listed()))
        return OK
    try:
        profile = load_profile(options.profile)
    except LoadError as error:
        for finding in error.report:
            _print(finding)
        _print(f"{error.report.summary('zh')} / {error.report.summary('en')}")
        return FAILED
    _print("\n".join(explained(profile)))
    return OK


def _template(options: argparse.Namespace) -> int:
    from kepuyue.io.platform import write_template

    programme = _programme(options.programme)
    write_template(options.target, options.profile, programme=programme)
    _print(f"→ {options.target} ({options.target.stat().st_size:,} bytes)")
    return OK


def _schema(_options: argparse.Namespace) -> int:
    _print(json.dumps(kepuyue.json_schema(), ensure_ascii=False, indent=2))
    return OK


def _print(text: object) -> None:
    """Print a line. That nobody reads on (``| head``) is no reason to stop, nor to fail."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _never_fail_to_print() -> None:
    """Let a terminal that cannot show Chinese show escapes: it is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    _never_fail_to_print()
    sys.exit(main())
