"""What the fuzzer begins from reaches what it is meant to reach."""

import contextlib
import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kepuyue import Activity, try_loads
from kepuyue.io.json import to_dict

FINDS = Path(__file__).parent / "data" / "finds"
FOLDER = Path(__file__).parents[1] / "fuzz"


def fuzzer(monkeypatch: pytest.MonkeyPatch, name: str) -> ModuleType:
    """Return a fuzzer as a module, without the engine, which not every machine has."""
    engine = ModuleType("atheris")
    monkeypatch.setattr(
        engine, "instrument_imports", lambda **_: contextlib.nullcontext(), raising=False
    )
    monkeypatch.setitem(sys.modules, "atheris", engine)
    monkeypatch.syspath_prepend(FOLDER)
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_seed_of_an_older_version_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuzzer(monkeypatch, "fuzz_json").seeds(tmp_path)
    seed = (tmp_path / "older.json").read_bytes()
    programme = try_loads(seed[1:]).strict()

    assert seed[0] == 0  # JSON, as it stands
    assert programme.activities == (Activity(id="a", name="b"),)
    assert programme.origin is not None
    assert programme.origin.version == 0


def test_the_seeds_of_calendars_keep_the_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = fuzzer(monkeypatch, "fuzz_ical")
    module.seeds(tmp_path)
    kinds = set()
    for seed in sorted(tmp_path.iterdir()):
        data = seed.read_bytes()
        kinds.add(data[0] % 3)
        module.check(data)

    assert kinds == {0, 1, 2}  # read as it stands, changed, written


def test_the_seeds_of_tables_keep_the_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = fuzzer(monkeypatch, "fuzz_tables")
    module.seeds(tmp_path)
    kinds = set()
    for seed in sorted(tmp_path.iterdir())[::6]:
        data = seed.read_bytes()
        kinds.add(data[0] % 3)
        module.check(data)

    assert kinds == {0, 1, 2}  # read as it stands, made, changed


@pytest.mark.parametrize("find", sorted(FINDS.glob("*/*.bin")), ids=lambda path: path.stem)
def test_what_the_fuzzer_found_once_keeps_the_promises(
    find: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuzzer(monkeypatch, f"fuzz_{find.parent.name}").check(find.read_bytes())


@pytest.mark.parametrize("kind", ["changed", "written"])
def test_what_is_changed_and_written_by_chance_keeps_the_promises(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = fuzzer(monkeypatch, "fuzz_ical")
    dice = random.Random(1)
    choices = {"changed": range(1, 13, 3), "written": range(2, 3)}[kind]
    for _ in range(10):
        for choice in choices:
            module.check(bytes([choice]) + dice.randbytes(300))


def test_odd_words_and_components_get_into_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    module = fuzzer(monkeypatch, "fuzz_ical")
    dice = random.Random(1)
    programmes = [module.odd_programme(module.Script(dice.randbytes(300))) for _ in range(20)]
    extras = [
        carrier["extra"]["ical"]
        for programme in programmes
        for carrier in module.carriers(to_dict(programme))
        if "ical" in carrier["extra"]
    ]

    assert all(programme != module.ALL for programme in programmes)
    assert any(isinstance(extra, dict) and extra.get("properties") for extra in extras)
    assert any(isinstance(extra, dict) and extra.get("components") for extra in extras)
