import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import attrs
import pytest

from kepuyue import LoadError, UnknownIdError
from kepuyue.findings import Finding
from kepuyue.io.platform import Column, Profile, Sheet, load_profile, profiles
from kepuyue.io.platform import profile as module
from kepuyue.io.platform.codec import CODECS, PARTS
from kepuyue.io.platform.field import fits, paths
from kepuyue.io.platform.profile import parse_profile

BUNDLED = [
    "activity-summary-2025",
    "exhibit-form-2025",
    "filing-2007",
    "nomination-2025",
    "publish-2025",
    "report-2025",
    "unit-summary-2025",
    "volunteer-reply-2025",
]
HEAD = 'id = "x"\ntitle = "表"\nedition = "2025"\nissuer = "我"\n'
SHEET = '[[sheet]]\nname = "活动"\n'
COLUMN = '[[sheet.column]]\nheading = "名称"\nfield = "name"\ncodec = "text"\n'
SERIAL = '[[sheet.column]]\nheading = "序号"\ncodec = "serial"\n'
EXTENDING = HEAD + 'extends = "publish-2025"\n' + SHEET
PUBLISHED = [
    "序号",
    "活动名称",
    "活动主题",
    "活动类别",
    "活动形式",
    "活动时间",
    "活动地点",
    "主办单位",
    "承办单位",
    "协办单位",
    "支持单位",
    "活动内容简介",
    "面向人群",
    "预计参与人数",
    "实际线下人次",
    "实际线上人次",
    "所属重点活动/联合行动",
    "是否主场活动",
    "线上链接",
    "联系人",
    "联系电话",
    "媒体报道链接",
    "图片",
    "视频",
    "科技工作者人数",
    "志愿者人数",
    "备注",
]
FILED = [
    "项目名称", "主办单位", "主管部门", "举办地点", "举办时间", "项目负责人", "联系人", "地址",
    "邮政编码", "联系电话", "传真", "电子邮箱", "活动经费", "拟参加人数", "项目简介",
]  # fmt: skip


def headings(profile: Profile) -> list[str]:
    return [column.heading for column in profile.sheet[0].column]


def parsed(text: str) -> Profile:
    return parse_profile(text.encode(), source="own.toml")


def findings(text: str) -> list[Finding]:
    with pytest.raises(LoadError) as caught:
        parsed(text)
    return list(caught.value.report)


@pytest.fixture
def registered(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[dict[str, object]], None]]:
    """Register profiles as installed packages do; an entry point names what ``load`` returns."""

    @attrs.frozen
    class Entry:
        name: str
        target: object

        def load(self) -> object:
            return self.target

    def register(targets: dict[str, object]) -> None:
        entries = [Entry(name, target) for name, target in targets.items()]
        monkeypatch.setattr(metadata, "entry_points", lambda group: entries * bool(group))
        forget()

    def forget() -> None:
        module._registered.cache_clear()
        module.registered_profile.cache_clear()

    yield register
    monkeypatch.undo()
    forget()


def test_these_are_bundled() -> None:
    assert list(profiles()) == BUNDLED


def test_published_headings_are_those_that_circulate() -> None:
    profile = load_profile("publish-2025")

    assert [heading for heading in headings(profile) if heading in PUBLISHED] == PUBLISHED
    assert "非官方" in profile.issuer


def test_the_headings_of_2007_are_verbatim_and_attested() -> None:
    profile = load_profile("filing-2007")

    assert headings(profile) == FILED
    assert {column.evidence for column in profile.sheet[0].column} == {"A"}


def test_a_report_is_what_was_published_with_what_is_asked_for_afterwards() -> None:
    published, report = load_profile("publish-2025"), load_profile("report-2025")
    required = {column.field: column.required for column in report.sheet[0].column}

    assert [h for h in headings(report) if h in headings(published)] == headings(published)
    assert required["outcome.figures.onsite"] == required["outcome.occurrences"] == "supplement"
    assert required["outcome.text"] == required["outcome.news"] == "summary"


def test_nominations_are_about_units_activities_and_works() -> None:
    categories = [sheet.category for sheet in load_profile("nomination-2025").sheet]

    assert categories == ["unit", "activity", "work"]


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_profile_is_sound_and_says_where_each_column_is_known_from(name: str) -> None:
    profile = load_profile(name)

    assert load_profile(profile) is profile
    assert profile.id == name
    assert profile.note
    for sheet in profile.sheet:
        assert sheet.words
        assert [c.heading for c in sheet.column if not (c.source and c.note)] == []
        assert [c.heading for c in sheet.column if c.evidence == "C" and "2007" in c.source] == []


def test_every_codec_is_used_by_a_bundled_profile() -> None:
    used = {c.codec for name in BUNDLED for s in load_profile(name).sheet for c in s.column}

    assert used == set(CODECS)


def test_each_field_of_the_model_that_a_column_may_fill_is_found_in_the_model() -> None:
    assert set(PARTS) == set(module.ROWS)
    assert paths("activities")["outcome.occurrences"] is int
    assert paths("activities")["hosts"] is None
    assert paths("volunteer_replies")["volunteers.phone"] is str
    assert "outcome.figures.visitors" not in paths("activities")
    assert fits("text", "extra", "activities")
    assert not fits("text", "hosts", "activities")  # a reference is looked up, not copied


def test_a_profile_of_one_s_own_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes((HEAD + SHEET + COLUMN).replace("\n", "\r\n").encode("utf-8-sig"))

    assert load_profile(path) == load_profile(str(path))
    assert headings(load_profile(path)) == ["名称"]


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(UnknownIdError, match="nearest: report-2025"):
        load_profile("report")
    with pytest.raises(UnknownIdError, match="publish-2025"):
        load_profile("?")
    with pytest.raises(LoadError, match="KY-LOD001"):
        load_profile("missing.toml")


def test_an_extended_profile_changes_adds_moves_and_drops() -> None:
    profile = parsed(
        EXTENDING
        + '[[sheet.column]]\nheading = "活动名称"\nrequired = ""\nwidth = 40\n'
        + '[[sheet.column]]\nheading = "经费"\nfield = "extra"\ncodec = "text"\nafter = "序号"\n'
        + '[[sheet.column]]\nheading = "支持单位"\ndrop = true\n'
        + '[[sheet.column]]\nheading = "活动主题"\nafter = "备注"\n'
        + '[[sheet.column]]\nheading = "经费来源"\nfield = "extra"\ncodec = "text"\n'
    )
    base = load_profile("publish-2025").sheet[0]
    name = next(column for column in base.column if column.heading == "活动名称")
    own = profile.sheet[0]

    assert headings(profile)[:3] == ["序号", "经费", "活动名称"]
    assert headings(profile)[-3:] == ["备注", "活动主题", "经费来源"]
    assert "支持单位" not in headings(profile)
    assert own.column[2] == attrs.evolve(name, required=None, width=40)
    assert attrs.evolve(own, column=()) == attrs.evolve(base, column=())
    assert (profile.extends, profile.issuer) == ("publish-2025", "我")


def test_an_extended_profile_keeps_what_it_does_not_name() -> None:
    profile = parsed(
        HEAD + 'extends = "nomination-2025"\n[[sheet]]\nname = "优秀作品"\ndrop = true\n'
        '[[sheet]]\nname = "个人"\nrows = "nominations"\ncategory = "unit"\n'
        'after = "优秀组织单位"\n' + SERIAL
    )

    assert [sheet.name for sheet in profile.sheet] == ["优秀组织单位", "个人", "优秀活动"]
    assert parsed(HEAD + 'extends = "report-2025"\n').sheet == load_profile("report-2025").sheet


def test_packages_register_profiles(
    registered: Callable[[dict[str, object]], None], tmp_path: Path
) -> None:
    sheet = Sheet(name="表", column=(Column(heading="序号", codec="serial"),))
    made = Profile(id="made", title="表", edition="2025", issuer="我", sheet=(sheet,))
    path = tmp_path / "x.toml"
    path.write_text(HEAD + 'extends = "made"\n', "utf-8")
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as package:
        package.writestr("copy.toml", path.read_bytes())
    packed = zipfile.Path(tmp_path / "package.zip", "copy.toml")
    registered({"made": made, "x": path, "publish-2025": made, "copy": packed})

    assert list(profiles()) == [*BUNDLED, "made", "x", "copy"]
    assert load_profile("made") is made
    assert load_profile("x").sheet == (sheet,)
    assert parsed(HEAD + 'extends = "x"\n').sheet == (sheet,)
    assert load_profile("publish-2025").title == "活动信息表"
    with pytest.raises(LoadError, match=r"KY-LOD014 copy: /id: .*registered as copy"):
        load_profile("copy")


def test_a_clash_with_a_sheet_that_is_inherited_is_told_where_it_is_inherited(
    registered: Callable[[dict[str, object]], None],
) -> None:
    column = (Column(heading="序号", codec="serial"),)
    sheets = (Sheet(name="first", column=column), Sheet(name="A", column=column))
    registered({"p": Profile(id="p", title="表", edition="2025", issuer="我", sheet=sheets)})
    told = findings(HEAD + 'extends = "p"\n[[sheet]]\nname = "a"\nafter = "first"\n' + SERIAL)

    assert [str(finding.location) for finding in told] == ["own.toml: line 5: /extends"]


def test_profiles_that_extend_one_another_are_refused(
    registered: Callable[[dict[str, object]], None], tmp_path: Path
) -> None:
    for name, other in (("a", "b"), ("b", "a"), ("c", "c")):
        text = HEAD.replace('"x"', f'"{name}"') + f'extends = "{other}"\n'
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    registered({name: str(tmp_path / f"{name}.toml") for name in "abc"})

    with pytest.raises(LoadError, match=r"KY-LOD014 b.toml: line 5: /extends: .*a → b → a"):
        load_profile("a")
    with pytest.raises(LoadError, match="c → c"):
        load_profile("c")


def test_a_profile_made_in_python_is_checked() -> None:
    bad = Column(heading="名称", field="nmae", codec="text")
    sheets = (Sheet(name="表", column=(bad,)), Sheet(name="表"))
    made = Profile(id="made", title="表", edition="2025", issuer="我", sheet=sheets)

    with pytest.raises(LoadError) as caught:
        load_profile(made)
    with pytest.raises(LoadError, match=r"made: /sheet: "):
        load_profile(attrs.evolve(made, sheet=()))
    assert [str(finding.location) for finding in caught.value.report] == [
        "made: /sheet/1",
        "made: /sheet/0/column/0/field",
        "made: /sheet/1/name",
    ]


@pytest.mark.parametrize(
    ("text", "line", "path", "why"),
    [
        (HEAD + SHEET + COLUMN + "colour = 1\n", 11, "/sheet/0/column/0/colour", "unknown key"),
        (HEAD + "edition = 1\n", 5, None, "no valid TOML: Cannot overwrite a value"),
        ("id = ", 1, None, "no valid TOML: Invalid value"),
        (HEAD.replace('title = "表"\n', "") + SHEET + COLUMN, 1, "/title", "title is missing"),
        (HEAD.replace('"表"', "3") + SHEET + COLUMN, 2, "/title", "title must be text: 3"),
        (HEAD.replace('"表"', '""') + SHEET + COLUMN, 2, "/title", "title is missing"),
        (HEAD, 1, "/sheet", "there is no sheet"),
        (HEAD + "sheet = 1\n", 5, "/sheet", "an array of tables"),
        (HEAD + SHEET, 5, "/sheet/0", "the sheet has no column"),
        (HEAD + SHEET + "column = 1\n", 7, "/sheet/0/column", "an array of tables"),
        (HEAD + "[[sheet]]\n" + COLUMN, 5, "/sheet/0/name", "name is missing"),
        (HEAD + SHEET.replace("活动", "a:b") + COLUMN, 6, "/sheet/0/name", "up to 31"),
        (HEAD + SHEET.replace("活动", "长" * 32) + COLUMN, 6, "/sheet/0/name", "up to 31"),
        (HEAD + SHEET.replace("活动", "活动'") + COLUMN, 6, "/sheet/0/name", "no ' at its ends"),
        (HEAD + SHEET.replace("活动", "Kepuyue") + COLUMN, 6, "/sheet/0/name", "library itself"),
        (HEAD + SHEET.replace("活动", "Kepuyue 2") + COLUMN, 6, "/sheet/0/name", "library itself"),
        (HEAD + SHEET.replace("活动", "填报说明") + COLUMN, 6, "/sheet/0/name", "library itself"),
        (HEAD + SHEET + COLUMN + SHEET + COLUMN, 12, "/sheet/1/name", "repeated"),
        (HEAD + SHEET + 'rows = "activites"\n' + COLUMN, 7, "/sheet/0/rows", "nearest: activities"),
        (HEAD + SHEET + 'rows = "nominations"\n' + SERIAL, 5, "/sheet/0/category", "category"),
        (HEAD + SHEET + 'category = "unit"\n' + COLUMN, 7, "/sheet/0/category", "nominations"),
        (HEAD + SHEET + 'category = "units"\n' + COLUMN, 7, "/sheet/0/category", "nearest: unit"),
        (HEAD + SHEET + 'words = "表"\n' + COLUMN, 7, "/sheet/0/words", "a list of texts"),
        (HEAD + SHEET + COLUMN + "width = 0\n", 11, "/sheet/0/column/0/width", "from 1 to 255: 0"),
        (HEAD + SHEET + COLUMN + "width = true\n", 11, "/sheet/0/column/0/width", "whole number"),
        (HEAD + SHEET + COLUMN + "drop = 1\n", 11, "/sheet/0/column/0/drop", "true or false"),
        (HEAD + SHEET + COLUMN + "drop = true\n", 8, "/sheet/0/column/0/heading", "none of this"),
        (HEAD + SHEET + COLUMN + 'after = "x"\n', 11, "/sheet/0/column/0/after", "none of this"),
        (HEAD + SHEET + COLUMN + 'after = "名称"\n', 11, "/sheet/0/column/0/after", "none of"),
        (
            HEAD + SHEET + COLUMN + 'required = "summery"\n',
            11,
            "/sheet/0/column/0/required",
            "nearest: summary",
        ),
        (
            HEAD + SHEET + COLUMN + 'choices = "Modes"\n',
            11,
            "/sheet/0/column/0/choices",
            "nearest: Mode",
        ),
        (
            HEAD + SHEET + COLUMN + 'evidence = "D"\n',
            11,
            "/sheet/0/column/0/evidence",
            "one of A, B, C",
        ),
        (
            HEAD + SHEET + COLUMN.replace('"text"', '"texts"'),
            10,
            "/sheet/0/column/0/codec",
            "nearest: text",
        ),
        (
            HEAD + SHEET + COLUMN.replace('codec = "text"\n', ""),
            7,
            "/sheet/0/column/0/codec",
            "codec is missing",
        ),
        (
            HEAD + SHEET + COLUMN.replace('"name"', '"nmae"'),
            9,
            "/sheet/0/column/0/field",
            "no such field: nmae (nearest: name)",
        ),
        (
            HEAD + SHEET + COLUMN.replace('"text"', '"place"'),
            9,
            "/sheet/0/column/0/field",
            "the codec place cannot fill this field: name (nearest: sessions.venue)",
        ),
        (
            HEAD + SHEET + COLUMN.replace('field = "name"\n', ""),
            7,
            "/sheet/0/column/0/field",
            "field is missing",
        ),
        (
            HEAD + SHEET + SERIAL + 'field = "name"\n',
            10,
            "/sheet/0/column/0/field",
            "the codec serial cannot fill",
        ),
        (
            HEAD + SHEET + COLUMN + COLUMN,
            12,
            "/sheet/0/column/1/heading",
            "the name is repeated: 名称",
        ),
        (
            HEAD + SHEET + COLUMN + SERIAL + 'aliases = ["编号", "名 称"]\n',
            14,
            "/sheet/0/column/1/aliases",
            "the column 名称 goes by this too: 名 称",
        ),
        (
            HEAD + SHEET + COLUMN + 'aliases = ["（名称）"]\n',
            11,
            "/sheet/0/column/0/aliases",
            "goes by this too",
        ),
        (
            HEAD + 'extends = "publsh-2025"\n' + SHEET + COLUMN,
            5,
            "/extends",
            "no such profile: publsh-2025 (nearest: publish-2025",
        ),
        (
            EXTENDING + '[[sheet.column]]\nheading = "活动名"\ndrop = true\n',
            9,
            "/sheet/0/column/0/heading",
            "nearest: 活动名称",
        ),
        (EXTENDING + 'rows = "summaries"\n', 6, "/sheet/0", "no such field"),
        (EXTENDING + "drop = true\n", 1, "/sheet", "there is no sheet"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_its_line(
    text: str, line: int, path: str | None, why: str
) -> None:
    finding = findings(text)[0]

    assert (finding.code, finding.location.source) == ("KY-LOD014", "own.toml")
    assert (finding.location.line, finding.location.path) == (line, path)
    assert why in finding.message("en")
    assert finding.message("zh").startswith("表格方案有误：")


def test_everything_wrong_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = (
        'id = "x"\ntitle = 3\nextends = "nowhere"\n[[sheet]]\nname = "a/b"\n'
        '[[sheet.column]]\nheading = "名称"\nfield = "nmae"\ncodec = "texts"\nwidth = "wide"\n'
    )

    assert [(f.location.line, f.location.path) for f in findings(text)] == [
        (1, "/edition"),
        (1, "/issuer"),
        (2, "/title"),
        (3, "/extends"),
        (5, "/sheet/0/name"),
        (8, "/sheet/0/column/0/field"),
        (9, "/sheet/0/column/0/codec"),
        (10, "/sheet/0/column/0/width"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff", "KY-LOD002"),
        (b"a = " + b"[" * 50_000, "KY-LOD004"),
        (b"a = " + b"9" * 5_000, "KY-LOD005"),
    ],
)
def test_what_is_no_text_or_beyond_bounds_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(LoadError, match=f"{code} own.toml"):
        parse_profile(data, source="own.toml")
