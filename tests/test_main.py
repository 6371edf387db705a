import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import kepuyue
from kepuyue.__main__ import main
from kepuyue._text import width
from kepuyue.io.platform import profiles

UNIT = {"id": "a", "name": "甲科协"}
LOST = {"id": "x", "name": "讲座", "hosts": ["c"]}


def write(path: Path, **fields: object) -> Path:
    path.write_text(json.dumps({"format": "kepuyue", "version": 1, **fields}), "utf-8")
    return path


def test_the_demo_publishes_the_notice_in_three_formats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / "out")]) == 0

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "programme.ics", "programme.json", "programme.xlsx",
    ]  # fmt: skip
    programme = kepuyue.load(tmp_path / "out" / "programme.json")
    assert programme == kepuyue.editions.load("shaoguan-2025").merge(
        kepuyue.editions.load("shaoguan-2025-example")
    )
    printed = capsys.readouterr().out
    assert "韶市科协联字〔2025〕12号  2025-09-01 至 2025-09-30" in printed
    assert str(tmp_path / "out" / "programme.ics") in printed
    assert "错误 0" in printed


def test_the_demo_gives_the_same_bytes_again(tmp_path: Path) -> None:
    main(["demo", "--out", str(tmp_path / "one")])
    main(["demo", "--out", str(tmp_path / "two")])

    for name in ("programme.json", "programme.ics", "programme.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_file_is_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "in.json", units=[UNIT])

    assert main(["convert", str(source), str(tmp_path / "out.json")]) == 0
    assert kepuyue.load(tmp_path / "out.json").units[0].name == "甲科协"
    assert "out.json" in capsys.readouterr().out


def test_the_view_of_a_conversion_can_be_chosen(tmp_path: Path) -> None:
    contact = {"name": "李华", "phone": "13900000000"}
    source = write(tmp_path / "in.json", units=[{**UNIT, "contacts": [contact]}])

    main(["convert", str(source), str(tmp_path / "out.json"), "--view", "public"])

    assert kepuyue.load(tmp_path / "out.json").units[0].contacts == ()


def test_a_broken_file_is_not_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "in.json", units=[{"id": "a"}])

    assert main(["convert", str(source), str(tmp_path / "out.json")]) == 1
    assert not (tmp_path / "out.json").exists()
    assert "in.json: /units/0/name" in capsys.readouterr().err


def test_what_does_not_hold_together_is_converted_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.json", activities=[LOST])

    assert main(["convert", str(source), str(tmp_path / "out.json")]) == 1
    assert kepuyue.load(tmp_path / "out.json").activities[0].id == "x"
    printed = capsys.readouterr().out
    assert "错误 1、警告 0、提示 0" in printed
    assert "KY-INT001 in.json: /activities/0/hosts/0: hosts" in printed


def test_a_check_of_a_sound_file_succeeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.json", units=[UNIT])

    assert main(["check", str(source)]) == 0
    assert "错误 0、警告 0、提示 0 / 0 errors, 0 warnings, 0 notes" in capsys.readouterr().out


def test_a_check_lists_structure_and_integrity(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(
        tmp_path / "in.json",
        units=[UNIT, {"id": "b"}],
        activities=[LOST],
    )

    assert main(["check", str(source)]) == 1
    printed = capsys.readouterr().out
    assert "KY-LOD013 in.json: /units/1/name" in printed
    assert "KY-INT001 in.json: activity:x: hosts" in printed
    assert "上面未能读入的内容" in printed
    assert "left out above" in printed


def test_a_check_gives_the_place_in_a_file_that_was_read_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.json", units=[UNIT], activities=[LOST])

    assert main(["check", str(source)]) == 1
    printed = capsys.readouterr().out
    assert "KY-INT001 in.json: /activities/0/hosts/0: hosts" in printed
    assert "left out" not in printed


def test_a_check_names_the_entity_where_lines_are_the_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.jsonl"
    kepuyue.dump(kepuyue.load(write(tmp_path / "in.json", activities=[LOST])), source)

    assert main(["check", str(source)]) == 1
    assert "KY-INT001 in.jsonl: activity:x: hosts" in capsys.readouterr().out


def test_a_file_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(
        tmp_path / "in.json",
        units=[UNIT],
        activities=[
            {"id": f"x{n}", "name": f"讲座{n}", "hosts": ["a"], "sessions": []} for n in range(25)
        ],
    )

    assert main(["show", str(source)]) == 0
    printed = capsys.readouterr().out
    assert "讲座0  甲科协" in printed
    assert "+5" in printed


@pytest.mark.parametrize("command", ["show", "check", "convert"])
def test_a_missing_file_is_told(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, str(tmp_path / "none.json")]

    assert main(words + ([str(tmp_path / "o.ics")] if command == "convert" else [])) == 1
    assert "KY-LOD001" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()

    assert main(["demo", "--out", str(tmp_path / "file")]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "KY-VAL003 --out 应为文件夹：" in printed.err
    assert "--out must be a folder: " in printed.err


def test_what_the_system_refuses_is_told_as_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / ("x" * 300))]) == 1
    assert capsys.readouterr().err.startswith("KY-DMP001 ")


@pytest.mark.parametrize("command", ["convert", "check", "show", "demo", "schema"])
def test_the_help_of_a_command_says_what_it_does(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])

    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert re.search("[\u4e00-\u9fff]+.* / [a-z]", printed)
    if command not in ("demo", "schema"):
        assert "the file to read (.json .jsonl" in printed
    if command == "convert":
        assert ".xlsx internal" in " ".join(printed.split())


def test_the_profiles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(profiles())
    assert (
        "publish-2025           活动信息表                2025          C              活动"
        in lines
    )


def test_a_profile_is_explained_column_by_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "report-2025"]) == 0

    lines = capsys.readouterr().out.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("举办场次"))
    assert lines[at].split() == ["举办场次", "outcome.occurrences", "补充完善", "场次", "B"]
    assert lines[at + 1].strip().startswith("实际举办的场次")
    assert lines[at + 2].strip().startswith("也叫 aliases：场次、")
    assert "扩展自 extends：publish-2025" in lines
    assert max(map(width, lines)) <= 102


def test_a_profile_of_one_s_own_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    text = 'id = "own"\ntitle = "表"\nedition = "2025"\nissuer = "我"\nextends = "filing-2007"\n'
    own.write_text(text, "utf-8")
    assert main(["profiles", str(own)]) == 0
    assert capsys.readouterr().out.startswith("own  表  2025\n")

    own.write_text(text + 'colour = "red"\nnote = 1\n', "utf-8")
    assert main(["profiles", str(own)]) == 1
    printed = capsys.readouterr().out
    assert "own.toml: line 6: /colour: 表格方案有误：不认识的键" in printed
    assert "own.toml: line 7: /note: 表格方案有误：note 应为文字" in printed
    assert "2 errors" in printed


def test_a_blank_form_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = write(tmp_path / "in.json", units=[UNIT]), tmp_path / "blank.xlsx"
    assert main(["template", "publish-2025", str(target), "--programme", str(source)]) == 0

    assert str(target) in capsys.readouterr().out
    with zipfile.ZipFile(target) as archive:
        assert any(UNIT["name"] in archive.read(name).decode() for name in archive.namelist())
    assert kepuyue.load(target).activities == ()


def test_a_blank_form_of_another_format_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "publish-2025", str(tmp_path / "blank.ics")]) == 1
    assert "xlsx, docx, csv" in capsys.readouterr().err


def test_an_unknown_profile_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "publish"]) == 1
    assert "publish-2025" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["schema", "show", "convert"])
def test_a_reader_that_stops_early_is_no_failure(command: str, tmp_path: Path) -> None:
    source, target = write(tmp_path / "in.json", units=[UNIT]), tmp_path / "out.json"
    words = {"schema": [], "show": [source], "convert": [source, target]}[command]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "kepuyue", command, *words],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, b"")
    assert target.exists() == (command == "convert")


def test_an_unknown_suffix_names_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.json")

    assert main(["convert", str(source), str(tmp_path / "out.pdf")]) == 1
    assert ".ics" in capsys.readouterr().err


def test_a_wrong_command_is_told_by_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["publish"])

    assert caught.value.code == 2
    assert "publish" in capsys.readouterr().err


def test_the_module_runs_as_a_process_in_any_locale(tmp_path: Path) -> None:
    source = write(tmp_path / "in.json", units=[UNIT])
    done = subprocess.run(
        [sys.executable, "-m", "kepuyue", "check", str(source)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "", "LC_ALL": "C", "PYTHONUTF8": "0",
             "PYTHONCOERCECLOCALE": "0"},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
