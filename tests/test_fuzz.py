"""What the fuzzer begins from reaches what it is meant to reach."""

import contextlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kepuyue import Activity, try_loads

FUZZER = Path(__file__).parents[1] / "fuzz" / "fuzz_json.py"


def fuzzer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the fuzzer as a module, without the engine, which not every machine has."""
    engine = ModuleType("atheris")
    monkeypatch.setattr(
        engine, "instrument_imports", lambda **_: contextlib.nullcontext(), raising=False
    )
    monkeypatch.setitem(sys.modules, "atheris", engine)
    spec = importlib.util.spec_from_file_location("fuzz_json", FUZZER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_seed_of_an_older_version_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuzzer(monkeypatch).seeds(tmp_path)
    seed = (tmp_path / "older.json").read_bytes()
    programme = try_loads(seed[1:]).strict()

    assert seed[0] == 0  # JSON, as it stands
    assert programme.activities == (Activity(id="a", name="b"),)
    assert programme.origin is not None
    assert programme.origin.version == 0
