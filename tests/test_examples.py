"""Every Python example in a page of the documentation or in a docstring runs."""

import doctest
import importlib.util
from pathlib import Path

import pytest
from sybil import Document, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("**/*.md"))]

# The docstrings of the package as installed: of src here, of the wheel where that is tested.
SPEC = importlib.util.find_spec("kepuyue")
assert SPEC is not None
assert SPEC.origin is not None
PACKAGE = Path(SPEC.origin).parent
MODULES = sorted(path for path in PACKAGE.glob("**/*.py") if ">>>" in path.read_text("utf-8"))

OPTIONS = doctest.ELLIPSIS
page_reader = Sybil(parsers=[PythonCodeBlockParser(doctest_optionflags=OPTIONS), SkipParser()])
docstring_reader = Sybil(
    parsers=[DocTestParser(optionflags=OPTIONS)],
    document_types={".py": PythonDocStringDocument},
)


def run(document: Document) -> int:
    """Run the examples of a document in order, in one namespace; return how many there are."""
    count = 0
    for example in document.examples():
        example.evaluate()
        count += 1
    return count


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_in_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # an example may write files
    count = run(page_reader.parse(page))

    assert page.parent != ROOT or count > 0  # a README without an example is none


@pytest.mark.parametrize(
    "module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix()
)
def test_examples_in_docstrings(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(docstring_reader.parse(module)) > 0
