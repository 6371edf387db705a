"""A pause of the garbage collector while a document becomes entities.

Decoding makes millions of objects and frees none, so every run of the collector in between walks
all of them in vain: it takes more than half of the time of a load. The pause is taken back when
the last load that asked for it ends; a collector that was off stays off.
"""

import contextlib
import gc
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_loads = 0
_resume = False


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Pause the collector; loads in other threads and inside one another share the pause."""
    global _loads, _resume  # noqa: PLW0603  (the collector is one for the process, so is its pause)
    with _lock:
        if _loads == 0:
            _resume = gc.isenabled()
            gc.disable()
        _loads += 1
    try:
        yield
    finally:
        with _lock:
            _loads -= 1
            if _loads == 0 and _resume:
                gc.enable()
