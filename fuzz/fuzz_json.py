"""Fuzz the readers of JSON and JSON Lines: whatever comes, findings come out, and nothing is lost.

Run it by ``make fuzz``. The first byte of an input chooses the reader. The rest is the document,
or says what to change in a document with every field of every entity.
"""

import copy
import io
import json as plain
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kepuyue"]):
    from kepuyue import Programme, Report, dumps, iter_activities, try_loads
    from kepuyue.io import converter, json, lines, migration  # noqa: F401  (loaded late otherwise)
    from kepuyue.testing import make_programme

FORMATS = ("json", "jsonl")
WHOLE = {kind: dumps(make_programme(), format=kind) for kind in FORMATS}
ODD = (
    None, True, False, 0, -1, 1, 2**63 - 1, 2**63, 2**70, 0.5, 1e308, float("nan"), "", " ", "x",
    "\0", "\ud800", "\u2028", "other", "lecture", "2025-09-13", "2025-02-30", "9999-12-31",
    "2025-09-13T09:00:00+08:00", "2025-09-13T09:00:00", "0001-01-01T00:00:00+14:00",
    "Asia/Shanghai", "America/New_York", "Asia/Shangai", "../etc/passwd", "440203", "https://a.b/",
    "javascript:alert(1)", "TU", "1MO", [], {}, [None], [[]], ["a", "a"], {"a": {"b": [1]}},
)  # fmt: skip


def check(data: bytes) -> None:
    """Read a document, and hold the reader to its promises."""
    choice = data[0] if data else 0
    kind = FORMATS[choice % 2]
    document = changed(WHOLE[kind], data[1:]) if choice & 2 else data[1:]
    result = try_loads(document, format=kind)
    for finding in result.report:
        finding.message("zh"), str(finding)
    again = dumps(result.programme, format=kind)
    assert try_loads(again, format=kind).programme == result.programme
    if result.report.ok and kind == "json":
        assert json.prove(again) == result.programme
    if kind == "jsonl":
        reports: list[Report] = []
        streamed = iter_activities(io.BytesIO(document), on_error=reports.append)
        assert tuple(streamed) == result.programme.activities


def changed(document: bytes, script: bytes) -> bytes:
    """Return a document with values put in place of others, taken out, added and repeated."""
    say = atheris.FuzzedDataProvider(script)
    lines = b'"entity"' in document
    root = [plain.loads(line) for line in document.splitlines()] if lines else plain.loads(document)
    for _ in range(say.ConsumeIntInRange(1, 6)):
        node = root
        while inner := [v for v in children(node) if isinstance(v, (dict, list)) and v]:
            if say.ConsumeIntInRange(0, 4) == 0:
                break
            node = inner[say.ConsumeIntInRange(0, len(inner) - 1)]
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = keys[say.ConsumeIntInRange(0, len(keys) - 1)]
        match say.ConsumeIntInRange(0, 5):
            case 0:
                del node[key]
            case 1:
                node[key] = say.ConsumeUnicode(8)
            case 2 if isinstance(node, list):
                node.append(copy.deepcopy(node[key]))
            case 2:
                node[say.ConsumeUnicode(3)] = copy.deepcopy(node[key])
            case _:
                node[key] = copy.deepcopy(ODD[say.ConsumeIntInRange(0, len(ODD) - 1)])
        if not root:
            break
    return "\n".join(map(plain.dumps, root if lines else [root])).encode()


def children(node: dict[str, object] | list[object]) -> list[object]:
    """Return the values of an object or array."""
    return list(node.values()) if isinstance(node, dict) else node


def seeds(folder: Path) -> None:
    """Write documents to begin from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, programme in (("empty", Programme()), ("all", make_programme())):
        for number, kind in enumerate(FORMATS):
            document = bytes([number]) + dumps(programme, format=kind)
            (folder / f"{name}.{kind}").write_bytes(document)
    for number in (2, 3):
        (folder / f"changed.{number}").write_bytes(bytes([number]) + bytes(range(256)))
    older = b'{"format":"kepuyue","version":0,"activities":[{"id":"a","title":"b","sessions":[]}]}'
    (folder / "older.json").write_bytes(b"\0" + older)


def main(corpus: Path) -> None:
    """Fuzz with a corpus that is kept in a folder; other arguments are those of libFuzzer."""
    seeds(corpus)
    words = sorted({word for seed in corpus.iterdir() for word in seed.read_bytes().split(b'"')})
    dictionary = corpus.parent / "json.dict"
    dictionary.write_text(
        "".join(f'"\\"{word.decode()}\\""\n' for word in words if word.isalnum() and word.islower())
    )
    atheris.Setup([sys.argv[0], f"-dict={dictionary}", *sys.argv[2:], str(corpus)], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
