from pathlib import Path

import pytest

from kepuyue import LoadError, UnknownIdError
from kepuyue.io.platform import load_profile, profiles
from kepuyue.io.platform.codec import CODECS
from kepuyue.io.platform.profile import parse_profile

HEAD = 'id = "x"\ntitle = "表"\nedition = "2025"\nissuer = "我"\n'
COLUMN = '[[column]]\nheading = "名称"\ncodec = "name"\n'
FACTS = [
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


def test_the_bundled_profile_has_the_headings_that_circulate() -> None:
    profile = load_profile("publish-2025")
    headings = [column.heading for column in profile.column]

    assert profiles() == ("publish-2025",)
    assert [heading for heading in headings if heading in FACTS] == FACTS
    assert len(set(headings)) == len(headings)
    assert "非官方" in profile.issuer


def test_every_column_of_it_says_where_it_is_known_from() -> None:
    columns = load_profile("publish-2025").column

    assert [column.heading for column in columns if not column.source or not column.note] == []
    assert {column.evidence for column in columns} <= set("ABC")
    assert {column.codec for column in columns} == set(CODECS)


def test_a_profile_of_one_s_own_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(HEAD + COLUMN, "utf-8")

    assert load_profile(path) == load_profile(str(path))
    assert load_profile(path).column[0].heading == "名称"


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(UnknownIdError, match="publish-2025"):
        load_profile("report")
    with pytest.raises(LoadError, match="KY-LOD001"):
        load_profile("missing.toml")


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("id = ", "", "Invalid value"),
        ("\xff", "", ""),
        (HEAD + "colour = 1\n", "", "colour"),
        (HEAD.replace('title = "表"\n', ""), "", "title"),
        (HEAD.replace('"表"', "3"), "/title", "expected text, found 3"),
        (HEAD + COLUMN + "width = 0\n", "/column/0", "width"),
        (HEAD + COLUMN + 'width = "wide"\n', "/column/0/width", "wide"),
        (HEAD + COLUMN + 'required = "soon"\n', "/column/0", "required"),
        (HEAD + COLUMN + 'evidence = "D"\n', "/column/0", "evidence"),
        (HEAD + COLUMN.replace("name", "nmae"), "/column/0/codec", "nmae"),
        (HEAD + 'column = "x"\n', "/column", ""),
    ],
)
def test_what_is_wrong_in_a_profile_is_told_with_its_key(text: str, place: str, why: str) -> None:
    with pytest.raises(LoadError) as caught:
        parse_profile(text.encode("latin-1" if text == "\xff" else "utf-8"), source="own.toml")

    finding = caught.value.report.findings[0]
    assert (finding.code, finding.location.source) == ("KY-LOD014", "own.toml")
    assert (finding.location.path or "").startswith(place)
    assert why in finding.message("en")
