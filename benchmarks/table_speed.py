"""Tables at speed, beside peers: the same cells, the same run.

``python benchmarks/table_speed.py [ACTIVITIES …]`` prints Markdown tables. Writing is measured
beside a bare loop of XlsxWriter that makes the very calls that our writer makes, so that the bytes
are the same, and beside openpyxl's write-only mode; both are given cells that are ready. Reading
gives activities that are held to the model and resolved, peers give bare cells. What is measured is
first proved equal. Times are medians of five rounds in which all take turns, or of one where a
round takes twenty seconds; they are times of the processor, so that what else the machine does
counts little. Of many activities the memory alone is measured: the most that a process of its own
grows by.
"""

import argparse
import functools
import gc
import io
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import xlsxwriter
from measuring import (
    FOLDER,
    LARGE,
    collecting,
    forget_peak,
    peak,
    printed,
    resident,
    seconds,
    table,
)
from table_peers import (
    Calls,
    by_calamine,
    by_openpyxl,
    by_openpyxl_styled,
    by_xlsxwriter,
    cells_by_openpyxl,
    csv_rows,
    csv_written,
)

import kepuyue
from kepuyue import Activity, Programme, dumps, iter_activities, load, try_loads
from kepuyue.io.platform import TableWriter
from kepuyue.testing import synthetic_programme

RUNS = 5
"""Rounds of calls, of which the median counts."""
LONG = 20.0
"""Seconds that a round takes for it to be the only one."""
ROUND = 2_000
"""Synthetic activities that come again and again where a file is written lazily."""
SHEET = "活动"
"""The sheet with the activities."""
PLAIN = [
    *("活动名称", "活动主题", "活动类别", "活动形式", "活动时间", "活动地点", "主办单位"),
    *("承办单位", "活动内容简介", "面向人群", "预计参与人数", "联系人", "联系电话"),
]
"""The headings that an officer types."""


def raced(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return how long calls keep the processor, made in turns: what slows one slows the next."""
    rounds = [once(calls)]
    if sum(rounds[0].values()) < LONG:
        rounds += [once(calls) for _ in range(RUNS - 1)]
    return {who: statistics.median(times[who] for times in rounds) for who in calls}


def once(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return how long each of some calls keeps the processor, made once."""
    return {who: seconds(call, 1, time.process_time) for who, call in calls.items()}


def shown(head: str, rows: int, times: dict[str, float]) -> None:
    """Print what each took; the first is ours."""
    ours = next(iter(times.values()))
    table(
        [head, "s", "rows/s", "ours is ×"],
        [
            [name, f"{took:.2f}", f"{rows / took:,.0f}", f"{took / ours:.2f}"]
            for name, took in times.items()
        ],
    )


def alone(programme: Programme) -> Programme:
    """Return a programme without its activities: what the names in a table are looked up in."""
    return attrs.evolve(programme, activities=())


# What is proved before the clock runs.


def said(activities: Iterable[Activity]) -> Iterator[tuple[Any, ...]]:
    """Yield what the rows of a table say of the sessions of activities."""
    for each in activities:
        for session in each.sessions:
            days = tuple(occurrence.on for occurrence in session.occurrences())
            when = session.slot, session.days, session.when_text, days
            yield each.name, each.themes, each.forms, each.hosts, each.target_groups, *when


def plainly(data: bytes) -> bytes:
    """Return the activities of our workbook as an officer sends them: a title, headings, words."""
    rows = by_calamine(data)[SHEET]
    start = next(number for number, row in enumerate(rows) if "序号" in row)
    headings = [re.sub(r"[*]|（人次）$", "", str(cell)) for cell in rows[start]]
    places = [headings.index(heading) for heading in PLAIN]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet("Sheet1")
    sheet.merge_range(0, 0, 0, len(PLAIN), "2025年全国科普月活动信息汇总表", None)
    sheet.write_string(1, 0, "填报单位：韶关市科协　联系人：张三　联系电话：0751-8000001")
    sheet.write_row(2, 0, ["序号", *PLAIN])
    for number, row in enumerate(rows[start + 1 :], 1):
        cells = [row[place] for place in places]
        when, count = PLAIN.index("活动时间"), PLAIN.index("预计参与人数")
        cells[when] = re.sub(r"20\d\d年|（星期.）", "", cells[when])
        cells[count] = f"约{cells[count]:.0f}人" if cells[count] else ""
        sheet.write_row(number + 2, 0, [number, *cells])
    book.close()
    return file.getvalue()


# Writing and reading workbooks.


def writing(programme: Programme) -> None:
    """Print how long workbooks take to write."""
    for records in (True, False):

        def ours(*, records: bool = records) -> bytes:
            return dumps(programme, format="xlsx", records=records)

        calls = Calls.of(programme, records=records)
        bare_loop = functools.partial(by_xlsxwriter, calls)
        data = ours()
        assert bare_loop() == data
        names, tables = calls.sheets, calls.tables()
        styled = functools.partial(by_openpyxl_styled, names, tables, calls.formats)
        bare = functools.partial(by_openpyxl, names, tables)
        assert by_calamine(data) == by_calamine(styled()) == by_calamine(bare())
        times = raced(
            {
                "kepuyue": ours,
                "XlsxWriter": bare_loop,
                "openpyxl, with styles": styled,
                "openpyxl, no styles, no empty cells": bare,
            }
        )
        which = "with the records" if records else "without records"
        shown(f"write, {which}, {len(data) / 1e6:.1f} MB", sum(map(len, tables)), times)


def reading(programme: Programme) -> None:
    """Print how long workbooks take to read, with the collector on and off."""
    whole = dumps(programme, format="xlsx")
    lean = dumps(programme, format="xlsx", records=False)
    plain = plainly(lean)
    known = alone(programme)
    assert try_loads(whole, format="xlsx").strict() == programme
    for data in (lean, plain):
        activities = try_loads(data, format="xlsx", programme=known).programme.activities
        assert list(said(activities)) == list(said(programme.activities))
        del activities
    files: dict[str, tuple[bytes, dict[str, Any]]] = {
        "ours, with the records": (whole, {}),
        "ours, without records": (lean, {"programme": known}),
        "an officer's": (plain, {"programme": known}),
    }
    for wanted in (True, False):
        state = collecting(wanted=wanted)
        for name, (data, options) in files.items():
            rows = sum(map(len, by_calamine(data).values()))
            calls: dict[str, Callable[[], object]] = {
                "kepuyue": functools.partial(try_loads, data, format="xlsx", **options),
                "openpyxl, bare cells": functools.partial(cells_by_openpyxl, data),
                "openpyxl, of the table alone": functools.partial(cells_by_openpyxl, data, SHEET),
                "python-calamine, bare cells": functools.partial(by_calamine, data),
            }
            if data is not whole:
                del calls["openpyxl, of the table alone"]
            shown(f"read: {name}, collector {state}", rows, raced(calls))
    gc.enable()


# CSV.


def csv_tables(programme: Programme) -> None:
    """Print how long CSV takes to write and to read."""

    def ours() -> bytes:
        return dumps(programme, format="csv")

    data = ours()
    rows = csv_rows(data)
    assert csv_written(rows) == data
    times = raced({"kepuyue": ours, "csv.writer": functools.partial(csv_written, rows)})
    shown(f"write CSV, {len(data) / 1e6:.1f} MB", len(rows), times)
    path = FOLDER / "table.csv"
    path.write_bytes(data)
    known = alone(programme)

    def streamed() -> Iterator[Activity]:
        return iter_activities(path, programme=known)

    def by_pandas() -> Any:
        return pd.read_csv(io.BytesIO(data), dtype=str)

    assert list(said(streamed())) == list(said(programme.activities))
    assert len(by_pandas()) == len(rows) - 1
    times = raced(
        {
            "kepuyue, iter_activities": lambda: sum(1 for _ in streamed()),
            "kepuyue, try_loads": lambda: try_loads(data, format="csv", programme=known),
            "csv.reader": lambda: csv_rows(data),
            "pandas.read_csv": by_pandas,
        }
    )
    shown("read CSV", len(rows), times)


# Memory.


@functools.cache
def base() -> Programme:
    """Return the programme whose activities come again and again."""
    return synthetic_programme(activities=ROUND, seed=1)


def endless(size: int) -> Iterator[Activity]:
    """Yield activities, of which none is kept."""
    for number in range(size):
        activity = base().activities[number % ROUND]
        yield attrs.evolve(activity, id=f"a{number:06}", parent=None)


def workbook(path: Path, size: int, *, records: bool = True) -> None:
    """Write a workbook activity by activity."""
    with TableWriter(path, programme=alone(base()), records=records) as writer:
        for activity in endless(size):
            writer.write(activity)


def csv_file(path: Path, size: int) -> None:
    """Write a CSV file activity by activity."""
    with TableWriter(path, programme=alone(base())) as writer:
        for activity in endless(size):
            writer.write(activity)


def csv_read(path: Path, _size: int) -> None:
    """Read a CSV file activity by activity."""
    assert sum(1 for _ in iter_activities(path, programme=alone(base())))


def read_whole(path: Path, _size: int) -> None:
    """Read a workbook whole."""
    assert load(path).activities


def read_lean(path: Path, _size: int) -> None:
    """Read a workbook without records whole."""
    assert load(path, programme=alone(base())).activities


TASKS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "TableWriter, xlsx": ("records.xlsx", workbook),
    "TableWriter, xlsx without records": (
        "lean.xlsx",
        functools.partial(workbook, records=False),
    ),
    "TableWriter, CSV": ("table.csv", csv_file),
    "iter_activities, CSV": ("table.csv", csv_read),
    "load, with the records": ("records.xlsx", read_whole),
    "load, without records": ("lean.xlsx", read_lean),
}
"""What a process does whose memory is measured, by the file; each reads what one before wrote."""


def memory(sizes: list[int]) -> None:
    """Print what processes of their own grow by."""
    rows = []
    for task in TASKS:
        figures = [int(printed(__file__, "--memory", task, str(size))) for size in sizes]
        each = f"{figures[-1] / sizes[-1]:,.0f}" if task.startswith("load") else ""
        rows.append([task, *(f"{figure / 1e6:.1f}" for figure in figures), each])
    heads = [f"{size:,} activities" for size in sizes]
    table(["at its peak, MB", *heads, "bytes an activity"], rows)


def grown(task: str, size: int) -> int:
    """Return the bytes by which a process grows at its peak."""
    name, function = TASKS[task]
    with tempfile.TemporaryDirectory() as folder:  # what is made once is not counted
        for other, write in list(TASKS.values())[:3]:
            write(Path(folder, other), 10)
        function(Path(folder, name), 10)
    FOLDER.mkdir(parents=True, exist_ok=True)
    gc.collect()
    forget_peak()
    before = resident()
    function(FOLDER / f"{size}-{name}", size)
    return peak() - before


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000])
    parser.add_argument("--memory", nargs=2, metavar=("TASK", "ACTIVITIES"))
    options = parser.parse_args()
    if options.memory:
        print(grown(options.memory[0], int(options.memory[1])))
        return
    print(f"kepuyue {kepuyue.__version__}, Python {sys.version.split()[0]}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in options.sizes:
        if size > LARGE:
            continue
        print(f"\n## {size:,} activities")
        programme = synthetic_programme(activities=size, seed=1)
        writing(programme)
        reading(programme)
        csv_tables(programme)
        del programme
    memory(options.sizes)


if __name__ == "__main__":
    main()
