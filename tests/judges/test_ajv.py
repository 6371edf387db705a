"""ajv, the validator of the JavaScript world, in its strict mode, judges as jsonschema does."""

import json
import os
from pathlib import Path

import pytest

from kepuyue import dumps, editions
from kepuyue.testing import make_programme, synthetic_programme
from tests.io.damage import odd_documents, places, text_of
from tests.io.test_schema import FILE, UNREAD, valid
from tests.judges.conftest import Run
from tests.test_house import ROOT

FOLDER = ROOT / "build" / "ajv"
PACKAGES = ("ajv@8.20.0", "ajv-formats@3.0.1")


@pytest.fixture(scope="session")
def ajv(run: Run) -> Path:
    """Return the folder of ajv, installed under build/ (no lock file: it would name registries)."""
    run(
        "npm", "install", "--prefix", FOLDER, "--no-save", "--no-package-lock",
        "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES,
    )  # fmt: skip
    return FOLDER / "node_modules"


def verdicts(texts: list[str], ajv: Path, run: Run, folder: Path) -> list[bool]:
    """Return whether ajv takes each document, in one run."""
    lines = folder / "documents.jsonl"
    lines.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    script = Path(__file__).with_name("ajv.cjs")
    printed = run("node", script, FILE, lines, env={**os.environ, "NODE_PATH": str(ajv)})
    return [line == "true" for line in printed.splitlines()]


def test_ajv_takes_every_programme(ajv: Path, run: Run, tmp_path: Path) -> None:
    programmes = [
        editions.load("shaoguan-2025"),
        editions.load("shaoguan-2025-example"),
        make_programme(),
        synthetic_programme(activities=500, seed=1),
    ]
    texts = [json.dumps(json.loads(dumps(programme))) for programme in programmes]

    assert verdicts(texts, ajv, run, tmp_path) == [True] * len(texts)


def test_ajv_and_jsonschema_give_the_same_verdicts(ajv: Path, run: Run, tmp_path: Path) -> None:
    odd = {
        f"{cls.__name__} {name}": text_of(document)
        for cls in places()
        for name, document in odd_documents(cls)
    } | {f"{told} {text}": text for told, text in UNREAD}
    found = dict(zip(odd, verdicts([*odd.values()], ajv, run, tmp_path), strict=True))

    assert True in found.values()
    assert [name for name in odd if found[name] != valid(json.loads(odd[name]))] == []
