"""What the judges have in common: the demo's files, and programs that must be there."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kepuyue.__main__ import main

Run = Callable[..., str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the files of ``python -m kepuyue demo``."""
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def run() -> Run:
    """Return a function that runs a program and returns what it prints; it must succeed."""

    def call(program: str, *arguments: str | Path, env: dict[str, str] | None = None) -> str:
        found = shutil.which(program)
        assert found, f"{program} is not installed: make judges-setup"
        done = subprocess.run(
            [found, *map(str, arguments)], capture_output=True, check=False, encoding="utf-8",
            env=env, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call
