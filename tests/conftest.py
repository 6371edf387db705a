"""What every test may use: profiles of hypothesis, and golden files."""

import contextlib
import os
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"

# Properties are tried with new examples on a developer's machine, with the same ones in CI. No
# deadline: a busy machine is no failure.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


class Golden(Protocol):
    """Compare bytes with a golden file, or rewrite it under ``--golden-rewrite``."""

    def __call__(self, name: str | Path, actual: bytes) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-rewrite",
        action="store_true",
        help="run only the tests with golden files, and rewrite these (make golden)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--golden-rewrite"):
        return
    chosen = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """Return ``golden(name, actual)``: tests/golden/<name> holds the very bytes expected.

    A name that is an absolute path is that very file.
    """

    def compare(name: str | Path, actual: bytes) -> None:
        path = GOLDEN / name
        if pytestconfig.getoption("--golden-rewrite"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual)
            return
        expected = path.read_bytes() if path.exists() else None
        if expected == actual:
            return
        if expected is None:
            pytest.fail(f"{name} is no golden file yet; `make golden` writes it")
        with contextlib.suppress(UnicodeDecodeError):  # a difference in text is shown by lines
            assert expected.decode().splitlines() == actual.decode().splitlines(), name
        assert expected == actual, name

    return compare
