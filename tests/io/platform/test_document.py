import io
import re
import sys
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import Phase, given, settings

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    ExhibitApplication,
    Figures,
    LoadResult,
    MissingExtraError,
    Mode,
    Nomination,
    NominationCategory,
    Programme,
    Session,
    TimeSlot,
    Unit,
    UnitSummary,
    Venue,
    Volunteer,
    VolunteerReply,
    dumps,
    evolve,
    losses,
    try_loads,
)
from kepuyue.io.platform import document
from kepuyue.io.platform.markup import paragraph
from kepuyue.model.records import expected
from kepuyue.testing import factories, make, make_programme, strategies, synthetic_programme

TABLE, WIDE = "activity-summary-2025", "publish-2025"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def written(programme: Programme, profile: str = TABLE, **options: Any) -> bytes:
    return dumps(programme, format="docx", profile=profile, **options)


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def texts(table: Any) -> list[list[str]]:
    """Return the cells of a table as another library reads them, merged ones in each place."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def read(data: bytes, programme: Programme | None = None) -> LoadResult:
    return try_loads(data, format="docx", programme=programme)


def of(*activities: Activity) -> Programme:
    return Programme(activities=activities)


def at(day: int, hour: int) -> datetime:
    return datetime(2025, 9, day, hour, tzinfo=CHINA_TIME)


TWO = make(
    Activity,
    sessions=(
        Session(id="1", slot=TimeSlot(start=at(13, 9), end=at(13, 11)), note="雨天改期"),
        Session(id="2", days=DateSpan(first=date(2025, 9, 20), last=date(2025, 9, 21))),
    ),
    expected=Figures(onsite=300),
)


# What is written.


def test_a_table_stands_on_wide_pages_with_its_header_on_each() -> None:
    file = opened(written(make_programme()))
    (section,) = file.sections
    (table,) = file.tables
    rows = [row._tr.trPr for row in table.rows]

    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert [round(side.cm, 1) for side in (section.page_width, section.page_height)] == [29.7, 21.0]
    assert abs(section.left_margin - Cm(1.5)) < Cm(0.01)
    assert [p.text for p in file.paragraphs][:2] == ["附件", "示例市全国科普月活动信息汇总表"]
    assert file.paragraphs[2].text.startswith("填报单位：＿")
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, True, *[False] * 4]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    footer = section.footer._element
    assert "".join(t.text for t in footer.iter(qn("w:t"))) == "第 1 页　共 1 页"
    assert [f.get(qn("w:instr")) for f in footer.iter(qn("w:fldSimple"))] == [
        " PAGE ",
        " NUMPAGES ",
    ]


def test_headings_have_their_marks_units_and_groups() -> None:
    upper, lower = texts(opened(written(make_programme())).tables[0])[:2]

    assert (upper[1], lower[1]) == ("*活动名称", "*活动名称")
    assert upper[12:14] == ["预计参与人数", "预计参与人数"]
    assert lower[12:14] == ["预计线下人次（人次）", "预计线上人次（人次）"]


def test_columns_are_as_wide_as_the_profile_has_them_and_fill_the_page() -> None:
    (table,) = opened(written(make_programme())).tables
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]

    assert sum(widths) == 16_838 - 2 * 851
    assert widths[1] / widths[0] == pytest.approx(28 / 6, rel=0.01)


@pytest.mark.parametrize(
    ("profile", "points"), [("exhibit-form-2025", 9.0), ("filing-2007", 7.5), (TABLE, 6.5)]
)
def test_the_more_columns_the_smaller_the_text(profile: str, points: float) -> None:
    (table,) = opened(written(make_programme(), profile)).tables

    assert table.rows[-1].cells[0].paragraphs[0].style.font.size.pt == points


def test_text_is_in_fonts_of_chinese_documents() -> None:
    file = opened(written(make_programme()))

    def font(style: str) -> str | None:
        found: str | None = file.styles[style].element.rPr.rFonts.get(qn("w:eastAsia"))
        return found

    assert [font(style) for style in ("Normal", "Head13", "Title")] == ["宋体", "黑体", "黑体"]


def test_sessions_have_a_row_each_and_share_what_is_the_activity_s() -> None:
    (table,) = opened(written(of(TWO, make(Activity, id="b", name="讲座")))).tables
    first, second, third = texts(table)[2:]

    assert (first[0], second[0], third[0]) == ("1", "1", "2")
    assert (first[1], second[1], third[1]) == ("机器人科普展", "机器人科普展", "讲座")
    assert (first[4], second[4]) == ("2025-09-13 09:00", "2025-09-20")
    assert (first[12], second[12]) == ("300", "")
    assert (first[17], second[17]) == ("雨天改期", "")


def test_a_record_of_more_columns_than_a_page_has_is_a_form_on_a_page_of_its_own() -> None:
    file = opened(written(of(TWO, make(Activity, id="b")), WIDE))
    first, second = file.tables
    titles = [p for p in file.paragraphs if p.text == "活动信息表"]

    assert file.sections[0].orientation == WD_ORIENT.PORTRAIT
    assert texts(first)[0] == ["*活动名称", *["机器人科普展"] * 3]
    assert ["第 2 场"] * 4 in texts(first)
    assert ["第 2 场"] * 4 not in texts(second)
    breaks = [bool(p.paragraph_format.page_break_before) for p in titles]
    assert breaks == [False, True]


@pytest.mark.parametrize(
    ("profile", "title", "seal"),
    [
        ("unit-summary-2025", "示例市全国科普月活动总结", "单位（盖章）："),
        ("nomination-2025", "示例市全国科普月优秀组织单位推荐表", "推荐单位（盖章）："),
    ],
)
def test_summaries_and_nominations_are_forms_to_be_stamped(
    profile: str, title: str, seal: str
) -> None:
    file = opened(written(make_programme(), profile))
    lines = [p.text for p in file.paragraphs]

    assert (lines[0], lines[1].rstrip("　")) == (title, seal)
    assert re.fullmatch("年　+月　+日　*", lines[2])
    assert len(file.tables) == 1
    assert len(file.tables[0].columns) == 4


def test_what_nothing_stands_on_is_written_only_as_a_blank_form() -> None:
    filled = opened(written(make_programme(), "nomination-2025"))
    blank = opened(written(Programme(), "nomination-2025"))
    table = opened(written(Programme())).tables[0]

    assert [len(filled.tables), len(blank.tables)] == [1, 3]
    assert len(blank.sections) == 3
    assert [len(table.rows), {cell for row in texts(table)[2:] for cell in row}] == [14, {""}]


@pytest.mark.parametrize("profile", [TABLE, WIDE])
@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "<w:p/>&amp;", "\\* MERGEFORMAT", "{ PAGE }", "第一行\n第二行\t完"]
)
def test_text_is_text(text: str, profile: str) -> None:
    data = written(of(make(Activity, summary=text)), profile)
    cells = {cell for row in texts(opened(data).tables[0]) for cell in row}

    assert text in cells
    assert not re.search("w:(instr|fld|hyperlink)", xml(data))
    (activity,) = read(data).programme
    assert activity.summary == text.replace("\t", " ")


def test_characters_that_markup_cannot_carry_are_left_out() -> None:
    assert ">科普月<" in paragraph("科\x00普\x1f\ud800月\ufffe", "Normal")


def test_the_same_programme_gives_the_same_bytes() -> None:
    data = written(make_programme())

    assert data == written(make_programme())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(b"rsid" in archive.read(name) for name in archive.namelist())
    properties = opened(data).core_properties
    assert str(properties.created) == str(properties.modified) == "2025-01-01 00:00:00+00:00"
    assert properties.title == "活动信息汇总表"


@pytest.mark.parametrize(
    "profile", [TABLE, WIDE, "exhibit-form-2025", "volunteer-reply-2025", "unit-summary-2025"]
)
def test_the_public_view_has_nothing_private(profile: str) -> None:
    assert factories.PRIVATE in xml(written(make_programme(), profile))
    assert factories.PRIVATE not in xml(written(make_programme(), profile, view="public"))


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(strategies.programmes())
def test_any_programme_can_be_written_and_opened(programme: Programme) -> None:
    rows = sum(max(1, len(activity.sessions)) for activity in programme)

    assert len(opened(written(programme)).tables[0].rows) == 2 + (rows or 12)
    assert len(opened(written(programme, WIDE)).tables) == max(1, len(programme))


# What was written is read.


def told(programme: Programme) -> list[object]:
    """Return what activities say, without ids; numbers expected as their sessions tell them."""

    def named(kind: type[Any], refs: tuple[str, ...]) -> list[str]:
        return [programme.name_of(kind, ref) for ref in refs]

    def counts(activity: Activity) -> list[int | None]:
        return [
            expected(activity, session, side, first=number == 0)
            for number, session in enumerate(activity.sessions)
            for side in ("onsite", "online")
        ]

    return [
        (
            activity.name, activity.summary, activity.mode, counts(activity),
            named(Unit, activity.hosts), named(Unit, activity.organisers),
            [(c.name, c.phone) for c in activity.contacts],
            [
                (s.slot, s.days, s.when_text, s.note,
                 named(Venue, (s.venue,) if s.venue else ()))
                for s in activity.sessions
            ],
        )
        for activity in programme
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("profile", [TABLE, WIDE, "report-2025", "filing-2007"])
def test_what_is_read_is_written_again_as_it_stood(profile: str, seed: int) -> None:
    programme = synthetic_programme(activities=30, seed=seed)
    data = written(programme, profile)
    result = read(data, evolve(programme, activities=()))

    assert result.report.ok
    assert xml(written(result.programme, profile)) == xml(data)


@pytest.mark.parametrize("seed", [3, 4])
def test_names_times_places_units_and_counts_come_back(seed: int) -> None:
    programme = synthetic_programme(activities=30, seed=seed)
    back = read(written(programme, "report-2025"), evolve(programme, activities=())).programme

    assert [a[:1] for a in told(back)] == [a[:1] for a in told(programme)]  # type: ignore[index]
    assert told(back) == told(programme)


PAPERWORK = Programme(
    units=(make(Unit, id="a", name="韶关市示例科技馆"), make(Unit, id="b", name="示例县科协")),
    activities=(make(Activity),),
    exhibit_applications=(
        make(ExhibitApplication, unit="a", interactive=True, power=2_000.0, staff=2),
        make(ExhibitApplication, id="e", name="尖端放电", unit="b", area=None),
    ),
    volunteer_replies=(
        make(
            VolunteerReply,
            unit="a",
            volunteers=(
                make(Volunteer, phone="13800000001"),
                Volunteer(name="王芳", available=(DateSpan.day(date(2025, 9, 13)),)),
            ),
        ),
        make(VolunteerReply, id="r", unit="b"),
    ),
    summaries=(
        make(UnitSummary, unit="a", figures=Figures(onsite=300), submitted=date(2025, 9, 24)),
        make(UnitSummary, id="s", unit="b", cases=("机器人科普展", "科学之夜"), results=None),
    ),
    nominations=(
        make(Nomination, unit="a", nominated_by="b", reasons="组织有力。\n成效明显。"),
        make(Nomination, id="n", unit="b", nominated_by="b", rank=2),
        make(Nomination, id="m", category=NominationCategory.ACTIVITY, activity="activity-1"),
        make(Nomination, id="w", category=NominationCategory.WORK, work="静电小屋", unit="a"),
    ),
)


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("exhibit-form-2025", "exhibit_applications"),
        ("volunteer-reply-2025", "volunteer_replies"),
        ("unit-summary-2025", "summaries"),
        ("nomination-2025", "nominations"),
    ],
)
def test_paperwork_comes_back(profile: str, name: str) -> None:
    data = written(PAPERWORK, profile)
    base = Programme(units=PAPERWORK.units, activities=PAPERWORK.activities)
    result = read(data, base)

    def plain(programme: Programme) -> list[Any]:
        return [evolve(entity, id="x") for entity in getattr(programme, name)]

    assert result.report.ok
    assert plain(result.programme) == plain(PAPERWORK)


@pytest.mark.parametrize(
    "profile", [TABLE, WIDE, "exhibit-form-2025", "unit-summary-2025", "nomination-2025"]
)
def test_a_blank_form_says_nothing(profile: str) -> None:
    result = read(written(Programme(), profile))

    assert result.report.ok
    assert result.programme == evolve(Programme(), origin=result.programme.origin)


def test_the_ids_are_told_as_lost() -> None:
    def lost(name: str) -> set[str]:
        told: list[Any] = [finding.params["names"] for finding in losses(of(TWO), name)]
        return {field for fields in told for field in fields}

    assert lost("docx") - lost("csv") == {"id", "sessions.id"}


def test_what_the_public_view_leaves_out_is_no_loss() -> None:
    programme = Programme(summaries=make_programme().summaries)

    assert len(losses(programme, "docx")) == 1
    assert len(losses(programme, "docx", view="public")) == 0


# What others wrote is read.


def letter(body: str, head: str = "") -> bytes:
    """Return a document with this body."""
    types = "application/vnd.openxmlformats-"
    text = (
        f"<?xml version='1.0' encoding='UTF-8'?>{head}<w:document xmlns:w='{W}' "
        "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'>"
        f"<w:body>{body}</w:body></w:document>"
    )
    rel = "http://schemas.openxmlformats.org/{}/relationships"
    parts = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/"
        f"content-types'><Default Extension='rels' ContentType='{types}package.relationships+xml'/>"
        "<Override PartName='/word/document.xml' "
        f"ContentType='{types}officedocument.wordprocessingml.document.main+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{rel.format('package/2006')}'><Relationship Id='a' "
        f"Type='{rel.format('officeDocument/2006')}/officeDocument' Target='word/document.xml'/>"
        "</Relationships>",
        "word/document.xml": text,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def symbol(code: str) -> str:
    """Return a character of a symbol font, amid text."""
    return f'</w:t><w:sym w:font="Wingdings" w:char="{code}"/><w:t>'


def tc(text: str, properties: str = "") -> str:
    inner = text if text.startswith("<") else p(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(c if c.startswith('<w:tc') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


HEAD = tr("活动名称", "活动时间", "活动形式")
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def names(result: LoadResult) -> list[str]:
    return [activity.name for activity in result.programme]


def test_a_name_merged_downwards_is_one_activity() -> None:
    rows = (
        tr(tc("讲座", DOWN), "2025年9月13日", "线下"),
        tr(tc("", ON), "2025年9月14日", "线下"),
        tr("展览", "2025年9月15日", "线上"),
    )
    first, second = read(letter(tbl(HEAD, *rows))).programme

    assert [session.days for session in first.sessions] == [
        DateSpan.day(date(2025, 9, 13)), DateSpan.day(date(2025, 9, 14))
    ]  # fmt: skip
    assert second.name == "展览"


def test_headings_of_groups_span_their_columns() -> None:
    upper = tr(tc("活动名称", DOWN), tc("实际参与人数", '<w:gridSpan w:val="2"/>'))
    lower = tr(tc("", ON), "线下人次", "线上人次")
    (activity,) = read(letter(tbl(upper, lower, tr("讲座", "300", "1.2万")))).programme

    assert activity.outcome is not None
    assert activity.outcome.figures == Figures(onsite=300, online=12_000)


def test_a_table_in_a_cell_is_text_of_the_cell_and_moves_no_other_row() -> None:
    inner = tbl(tr(tc("上午", '<w:gridSpan w:val="3"/>')), tr("下午")) + p("")
    rows = (
        tr("讲座", "2025年9月13日", tc(inner)),
        tr(tc("展览", DOWN), "2025年9月14日", "线下"),
        tr(tc("", ON), "2025年9月15日", "线下"),
    )
    first, second = read(letter(tbl(HEAD, *rows))).programme

    assert first.extra["table"] == {"活动形式": "上午、下午"}
    assert len(second.sessions) == 2


def test_rows_and_cells_in_content_controls_are_read() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{tc('讲座')}{control(tc('2025年9月13日'))}{tc(control(p('线下')))}</w:tr>"
    (activity,) = read(letter(tbl(HEAD, control(row)))).programme

    assert activity.mode is not None
    assert activity.sessions[0].days == DateSpan.day(date(2025, 9, 13))


@pytest.mark.parametrize(
    "boxes",
    [
        p(f"{symbol('F052')}线上{symbol('F0A3')}线下"),
        p(f"{symbol('F0FE')}线上{symbol('F0A8')}线下"),
        (
            "<w:p><w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r>"
            "</w:sdtContent></w:sdt><w:r><w:t>线上 ☐线下</w:t></w:r></w:p>"
        ),
    ],
)
def test_boxes_of_symbol_fonts_and_controls_are_ticked_or_not(boxes: str) -> None:
    (activity,) = read(letter(tbl(HEAD, tr("讲座", "2025年9月13日", tc(boxes))))).programme

    assert activity.mode is Mode.ONLINE


def test_cells_left_out_before_a_row_keep_their_places() -> None:
    row = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("2025年9月14日") + "</w:tr>"
    (activity,) = read(letter(tbl(HEAD, tr("讲座", "2025年9月13日", ""), row))).programme

    assert len(activity.sessions) == 2


def test_each_table_has_the_lines_above_it() -> None:
    body = "".join(
        p(f"填报单位：{unit}") + tbl(HEAD, tr(name, "2025年9月13日", ""))
        for unit, name in (("甲县科协", "讲座"), ("乙县科协", "展览"))
    )
    first, second = read(letter(body)).programme

    assert (first.hosts, second.hosts) == (("甲县科协",), ("乙县科协",))


# Hostile ones.


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in read(data).report.errors]


def test_a_document_type_is_refused() -> None:
    head = '<!DOCTYPE d [<!ENTITY a "讲座">]>'

    assert codes(letter(tbl(HEAD, tr("&a;", "", "")), head)) == ["KY-TAB005"]


@pytest.mark.parametrize("span", ["999999999999", "99999", "-1", "x", ""])
def test_a_span_that_no_table_has_is_bounded(span: str) -> None:
    cell = tc("讲座", f'<w:gridSpan w:val="{span}"/>')

    assert names(read(letter(tbl(HEAD, tr(cell, "", ""), tr("展览", "", "")))))[-1] == "展览"


def test_rows_are_many() -> None:
    rows = (tr(f"讲座{number}", f"2025年9月{number % 30 + 1}日") for number in range(25_000))
    data = letter(tbl(tr("活动名称", "活动时间"), *rows))

    assert len(read(data).programme) == 25_000


def test_more_cells_than_there_is_room_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_CELLS", 1_000)
    row = tr(tc("讲座", '<w:gridSpan w:val="200"/>'))
    result = read(letter(tbl(HEAD, row, row) + tbl(HEAD, *[row] * 10)))
    (finding,) = result.report.errors

    assert (finding.code, finding.location.sheet, finding.location.cell) == (
        "KY-TAB006", "表2", "A4"
    )  # fmt: skip


def test_the_tables_before_a_damaged_one_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_CELLS", 100)
    row = tr(tc("讲座", '<w:gridSpan w:val="200"/>'))
    sound = tbl(HEAD, tr("讲座", "2025年9月13日", "线下"))

    assert names(read(letter(sound + tbl(row)))) == ["讲座"]


@pytest.mark.parametrize(
    "data",
    [
        letter("<w:tbl>"),
        letter(tbl(HEAD))[:-60],
        letter(tbl(HEAD)).replace(b"PK\x01\x02", b"PK\x01\x03"),
    ],
)
def test_what_is_damaged_is_told(data: bytes) -> None:
    (code,) = codes(data)

    assert code in {"KY-TAB001", "KY-TAB003"}


def test_a_document_without_a_table_is_told() -> None:
    assert codes(letter(p("没有表格"))) == ["KY-TAB102"]


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(MissingExtraError, match=r"kepuyue\[docx\]"):
        read(letter(tbl(HEAD)))
