import gc
import json
import threading
from collections.abc import Iterator

import pytest

from kepuyue import Programme, dumps, try_loads
from kepuyue.io._collector import paused


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()


def test_the_collector_pauses_and_resumes() -> None:
    with paused():
        assert not gc.isenabled()
        with paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    with paused():
        pass
    assert not gc.isenabled()


def test_an_error_resumes_it_too() -> None:
    with pytest.raises(ZeroDivisionError), paused():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_it_resumes_when_the_last_of_several_threads_is_done() -> None:
    begun, end = threading.Event(), threading.Event()

    def load() -> None:
        with paused():
            begun.set()
            end.wait()

    thread = threading.Thread(target=load)
    thread.start()
    begun.wait()
    with paused():
        pass
    assert not gc.isenabled()
    end.set()
    thread.join()
    assert gc.isenabled()


@pytest.mark.parametrize("data", [dumps(Programme()), b"{}", b"\xff", json.dumps([]).encode()])
def test_a_load_leaves_the_process_as_it_was(data: bytes) -> None:
    for format in ("json", "jsonl"):  # noqa: A001  (the word of this field)
        try_loads(data, format=format)
        assert gc.isenabled()
