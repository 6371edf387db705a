"""The house keeps its own rules: the façade, the start-up, the package."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import kepuyue
from kepuyue import catalogue
from kepuyue.io.platform.finding import Notes

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "kepuyue"
PACKAGE = Path(kepuyue.__file__).parent

LATE = {
    "cattrs",
    "dateutil",
    "hypothesis",
    "icalendar",
    "jsonschema",
    "openpyxl",
    "pyarrow",
    "python_calamine",
    "stdnum",
    "xlsxwriter",
}
"""What is imported only when it is needed."""


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of_facade(path: Path) -> Iterator[str]:
    """Yield the imports in a module that reach for the façade, as ``file:line: import``."""
    submodules = {found.stem for found in SOURCE.iterdir() if found.name != "__init__.py"}
    name = module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                # `import kepuyue.model` binds the façade too
                wrong = [
                    alias.name
                    for alias in names
                    if alias.name == "kepuyue"
                    or (alias.name.startswith("kepuyue.") and alias.asname is None)
                ]
            case ast.ImportFrom(module=module, names=names, level=level):
                relative = "." * level + (module or "")
                if importlib.util.resolve_name(relative, package) != "kepuyue":
                    continue
                wrong = [alias.name for alias in names if alias.name not in submodules]
            case _:
                continue
        for found in wrong:
            yield f"{path.relative_to(SOURCE)}:{node.lineno}: {found}"


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def files_of(package: Path) -> set[str]:
    return {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_no_module_imports_the_facade() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if path.name != "__main__.py"]

    assert modules
    assert [found for path in modules for found in imports_of_facade(path)] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("import kepuyue", True),
        ("import kepuyue as ky", True),
        ("import kepuyue.model", True),
        ("from kepuyue import loads", True),
        ("from kepuyue import *", True),
        ("from .. import loads", True),
        ("from kepuyue import model", False),
        ("from kepuyue.model.unit import Unit", False),
        ("from .. import model", False),
        ("from . import unit", False),
        ("from .unit import Unit", False),
        ("import kepuyue.model.unit as unit", False),
        ("import json", False),
    ],
)
def test_the_facade_rule_tells_wrong_from_right(
    line: str, *, wrong: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "kepuyue"
    module = source / "model" / "theme.py"
    module.parent.mkdir(parents=True)
    module.write_text(line)
    monkeypatch.setitem(globals(), "SOURCE", source)

    assert bool(list(imports_of_facade(module))) == wrong


@pytest.mark.parametrize(
    "code",
    [
        "from kepuyue import Programme, loads",
        "from kepuyue import editions; editions.load('shaoguan-2025')",
    ],
)
def test_what_is_heavy_is_imported_late(code: str) -> None:
    modules = run_python(f"import sys; {code}; print(*sys.modules)")
    loaded = {name.partition(".")[0] for name in modules.split()}

    assert "kepuyue" in loaded
    assert LATE & loaded == set()


def test_the_facade_lists_its_names_and_no_others() -> None:
    assert sorted(kepuyue.__all__) == dir(kepuyue)  # dir() sorts
    assert len(set(kepuyue.__all__)) == len(kepuyue.__all__)


def test_every_name_of_the_facade_resolves() -> None:
    assert [name for name in kepuyue.__all__ if not hasattr(kepuyue, name)] == []


def test_star_import_brings_every_name() -> None:
    names: dict[str, object] = {}
    exec("from kepuyue import *", names)  # noqa: S102 -- the only way to write it in a function

    assert set(kepuyue.__all__) <= set(names)


def test_a_name_the_facade_lacks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        kepuyue.no_such_name  # noqa: B018


def test_the_package_carries_every_file_of_the_source() -> None:
    assert files_of(PACKAGE) == files_of(SOURCE)
    assert "py.typed" in files_of(PACKAGE)


def test_the_package_tested_is_the_one_meant() -> None:
    installed = "KEPUYUE_INSTALLED" in os.environ  # set where the wheel is tested
    home = Path(sysconfig.get_path("purelib")) if installed else SOURCE.parent

    assert PACKAGE.parent == home
    assert (str(SOURCE.parent) in sys.path) != installed


def test_the_distribution_says_what_it_is() -> None:
    about = metadata.metadata("kepuyue")

    assert about["License-Expression"] == "MIT"
    assert "Typing :: Typed" in about.get_all("Classifier", [])


def test_every_public_name_stands_in_the_reference() -> None:
    pages = "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    modules = {"credit_code", "document_number", "editions", "region"}
    listed = set(re.findall(r"[\w.]+", pages))
    missing = {
        name
        for name in kepuyue.__all__
        if name not in listed and not any(word.endswith(f".{name}") for word in listed)
    }

    assert missing == {"__version__"}
    assert all(any(word.endswith(f".{name}") for word in listed) for name in modules)


def test_every_code_of_tables_stands_on_their_page_with_its_severity() -> None:
    page = (ROOT / "docs" / "tables.md").read_text("utf-8")
    listed = {
        f"KY-TAB{number}": severity
        for codes, severity in re.findall(r"^\| (`KY-TAB[^|]*) \| (\w+) \|", page, re.MULTILINE)
        for number in re.findall(r"\d{3}", codes)
    }
    notes = Notes(None)
    for code in catalogue.MESSAGES:
        if code.startswith("KY-TAB"):
            notes.add(code, None, None)

    assert listed == {finding.code: finding.severity.value for finding in notes.taken()}
