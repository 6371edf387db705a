"""The command line: ``python -m kepuyue demo | convert | check | show | schema``.

It is thin over the façade. Exit codes: 0 all is well, 1 there are errors in the input or nothing
could be written, 2 the command itself is wrong.
"""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import kepuyue
from kepuyue import KepuyueError, Programme, Report

OK, FAILED = 0, 1
_SHOWN = 20
"""Lines of a list that are printed before it says how many more there are."""
_LOSSES = 3
"""The same for losses: `kepuyue.losses` has them all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        arguments: the words of the command; by default those of the process.
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (KepuyueError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kepuyue",
        description="全国科普月活动数据工具 / data of the National Science Popularization Month",
    )
    parser.add_argument("--version", action="version", version=f"kepuyue {kepuyue.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "demo", help="发布韶关 2025 示例 / publish the Shaoguan 2025 example"
    )
    demo.add_argument("--out", type=Path, default=Path("kepuyue-demo"), metavar="DIR",
                      help="输出目录 / where the files go (%(default)s)")  # fmt: skip
    demo.set_defaults(run=_demo)
    convert = commands.add_parser("convert", help="转换格式 / convert a file to another format")
    convert.add_argument("source", type=Path, metavar="IN")
    convert.add_argument("target", type=Path, metavar="OUT")
    convert.add_argument("--view", choices=["public", "internal"],
                         help="公开或内部视图 / what is written")  # fmt: skip
    convert.set_defaults(run=_convert)
    check = commands.add_parser("check", help="检查文件 / check a file")
    check.add_argument("source", type=Path, metavar="IN")
    check.set_defaults(run=_check)
    show = commands.add_parser("show", help="显示内容 / show what a file holds")
    show.add_argument("source", type=Path, metavar="IN")
    show.set_defaults(run=_show)
    schema = commands.add_parser("schema", help="输出 JSON Schema / print the JSON Schema")
    schema.set_defaults(run=_schema)
    return parser


def _demo(options: argparse.Namespace) -> int:
    edition = kepuyue.editions.load("shaoguan-2025")
    example = kepuyue.editions.load("shaoguan-2025-example")
    programme = edition.merge(example)
    campaign = programme.campaigns[0]
    print(f"{campaign.name}")
    print(f"  {campaign.notice.document_number if campaign.notice else ''}  {campaign.window}")
    print(f"  {programme!r}")
    report = programme.integrity()
    print(f"完整性 / integrity: {report.summary('zh')} / {report.summary('en')}")
    _print_findings(report)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in ("programme.json", "programme.ics", "programme.xlsx"):
        _write(programme, options.out / name, view=None)
    return OK if report.ok else FAILED


def _write(programme: Programme, target: Path, *, view: kepuyue.View | None) -> None:
    fmt = kepuyue.format_of(target)
    lost = kepuyue.losses(programme, fmt.name, view=view)
    kepuyue.dump(programme, target, view=view)
    size = target.stat().st_size
    print(f"→ {target} ({fmt.title}, {view or fmt.default_view}, {size:,} bytes)")
    if lost:
        print(f"  未写入 / not carried: {lost.summary('zh')} / {lost.summary('en')}")
        _print_findings(lost, most=_LOSSES)


def _print_findings(report: Report, *, most: int = _SHOWN) -> None:
    for finding in report.findings[:most]:
        print(f"  {finding}")
    if len(report) > most:
        print(f"  … +{len(report) - most}")


def _convert(options: argparse.Namespace) -> int:
    programme = kepuyue.load(options.source)
    _write(programme, options.target, view=options.view)
    return OK


def _check(options: argparse.Namespace) -> int:
    result = kepuyue.try_load(options.source)
    report = result.report + result.programme.integrity()
    print(f"{options.source}: {result.programme!r}")
    for finding in report:
        print(finding)
    print(f"{report.summary('zh')} / {report.summary('en')}")
    return OK if report.ok else FAILED


def _show(options: argparse.Namespace) -> int:
    programme = kepuyue.load(options.source)
    print(repr(programme))
    rows = programme.to_records()
    for row in rows[:_SHOWN]:
        when = row["start"] or row["first_day"] or row["when_text"] or "—"
        print(f"  {when}  {row['name']}  {row['hosts']}")
    if len(rows) > _SHOWN:
        print(f"  … +{len(rows) - _SHOWN}")
    return OK


def _schema(_options: argparse.Namespace) -> int:
    print(json.dumps(kepuyue.json_schema(), ensure_ascii=False, indent=2))
    return OK


def _never_fail_to_print() -> None:
    """Let a terminal that cannot show Chinese show escapes: it is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    _never_fail_to_print()
    sys.exit(main())
