"""Read calendars that are made to take long: time must grow with the size, and no faster.

``python fuzz/large_ical.py`` prints what each takes, whole and one by one, and fails if one takes
more than its share. The fuzzer cannot find these: its inputs are small.
"""

import io
import math
import signal
import sys
import time
from collections.abc import Callable, Iterator

from kepuyue import iter_activities, try_loads

SECONDS = 5.0
"""What a calendar may take, after which it is given up: each has at most some megabytes."""
OURS = b"PRODID:-//kepuyue//kepuyue//ZH\r\n"
START = b"DTSTART:20250913T010000Z\r\n"
ZONE = b"""\
BEGIN:VTIMEZONE\r
TZID:Z%d\r
BEGIN:STANDARD\r
DTSTART:19700101T000000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r
TZOFFSETFROM:-0500\r
TZOFFSETTO:-0%d00\r
END:STANDARD\r
END:VTIMEZONE\r
"""


def calendar(inside: bytes) -> bytes:
    """Return a calendar."""
    return b"BEGIN:VCALENDAR\r\n" + inside + b"END:VCALENDAR\r\n"


def event(inside: bytes, uid: int = 0, start: bytes = START) -> bytes:
    """Return an event."""
    return b"BEGIN:VEVENT\r\nUID:%d\r\n" % uid + start + inside + b"END:VEVENT\r\n"


def each(template: bytes, count: int) -> bytes:
    """Return a text for each number."""
    return b"".join(template % number for number in range(count))


def days(count: int) -> Iterator[bytes]:
    """Yield times on as many days."""
    for number in range(count):
        year, day = divmod(number, 336)
        yield b"%04d%02d%02dT010000Z" % (2026 + year, 1 + day // 28, 1 + day % 28)


def zones() -> bytes:
    """Return events in zones of their own."""
    start = b"DTSTART;TZID=Z%d:20250913T010000\r\n"
    return b"".join(
        ZONE % (number, 4 + number % 3) + event(b"", number, start % number)
        for number in range(3_000)
    )


def apart() -> bytes:
    """Return events of one UID with others between them."""
    return b"".join(event(b"SUMMARY:%d\r\n" % n) + event(b"", n + 1) for n in range(6_000))


def orphans() -> bytes:
    """Return occurrences of some UIDs in turn."""
    occurrence = b"RECURRENCE-ID:20250913T010000Z\r\n"
    return b"".join(event(occurrence, number % 50) for number in range(10_000))


def overrides() -> bytes:
    """Return an event with many occurrences of its own."""
    return event(b"RRULE:FREQ=DAILY\r\n") + b"".join(
        event(b"RECURRENCE-ID:%s\r\n" % day) for day in days(20_000)
    )


PARTICIPANT = b"""\
BEGIN:PARTICIPANT\r
UID:unit:%d@example.org\r
PARTICIPANT-TYPE:PLANNER-CONTACT\r
SUMMARY:a\r
DESCRIPTION:\xe4\xb8\xbb\xe5\x8a\x9e\r
END:PARTICIPANT\r
"""
LARGE: dict[str, Callable[[], bytes]] = {
    "lines that are none": lambda: calendar(b"x\r\n" * 200_000),
    "lines that are none, in an event": lambda: calendar(event(b"x\r\n" * 200_000)),
    "events that never end": lambda: calendar(b"BEGIN:VEVENT\r\n" * 100_000),
    "components in one another": lambda: calendar(b"BEGIN:X\r\n" * 100_000),
    "ends of nothing": lambda: calendar(b"END:VEVENT\r\n" * 200_000),
    "calendars": lambda: calendar(b"X-WR-CALNAME:a\r\n") * 50_000,
    "properties of a calendar": lambda: calendar(each(b"X-A:%d\r\n", 20_000)),
    "no line break": lambda: b"BEGIN:VCALENDAR" * 1_000_000,
    "folds of one octet": lambda: calendar(event(b"DESCRIPTION:x\r\n" + b" y\r\n" * 500_000)),
    "folds alone": lambda: calendar(b"\r\n " * 2_000_000),
    "one line": lambda: calendar(event(b"DESCRIPTION:" + b"x" * 20_000_000 + b"\r\n")),
    "heads": lambda: calendar(event(each(b"X-A;Y=%d:v\r\n", 100_000))),
    "parameters": lambda: calendar(event(b"X-A" + b";X=1" * 200_000 + b":v\r\n")),
    "quotes": lambda: calendar(event(b'X-A;X="' + b'a"' * 200_001 + b":v\r\n")),
    "texts of a list": lambda: calendar(event(b"CATEGORIES:" + b"a\\,b," * 300_000 + b"\r\n")),
    "backslashes": lambda: calendar(event(b"CATEGORIES:" + b"\\" * 1_000_001 + b"\r\n")),
    "contacts": lambda: calendar(event(each(b"CONTACT:%d\r\n", 20_000))),
    "attachments": lambda: calendar(event(each(b"ATTACH:https://example.org/%d\r\n", 20_000))),
    "attendees": lambda: calendar(event(b"ATTENDEE;CN=a:mailto:a@example.org\r\n" * 50_000)),
    "participants": lambda: calendar(OURS + event(each(PARTICIPANT, 20_000))),
    "milestones": lambda: calendar(
        OURS + each(b"BEGIN:VTODO\r\nUID:milestone:c/%d@e\r\nSUMMARY:a\r\nEND:VTODO\r\n", 20_000)
    ),
    "dates added": lambda: calendar(event(b"RDATE:" + b",".join(days(200_000)) + b"\r\n")),
    "dates excluded": lambda: calendar(
        event(b"RRULE:FREQ=DAILY\r\n" + b"EXDATE:20250914T010000Z\r\n" * 100_000)
    ),
    "dates of a rule that has none": lambda: calendar(
        event(
            b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231\r\n"
            b"EXDATE:" + b",".join(days(20_000)) + b"\r\n"
        )
    ),
    "occurrences that differ": lambda: calendar(overrides()),
    "occurrences without their event": lambda: calendar(orphans()),
    "one UID": lambda: calendar(
        b"".join(event(b"SUMMARY:%d\r\n" % number) for number in range(10_000))
    ),
    "one UID, apart": lambda: calendar(apart()),
    "zones": lambda: calendar(zones()),
    "parts of a zone": lambda: calendar(
        (ZONE % (0, 4)).replace(b"END:VTIMEZONE\r\n", b"")
        + (ZONE % (0, 5)).partition(b"TZID:Z0\r\n")[2].partition(b"END:VTIMEZONE")[0] * 20_000
        + b"END:VTIMEZONE\r\n"
        + event(b"", 1, b"DTSTART;TZID=Z0:20250913T010000\r\n") * 50
    ),
}


class TooSlow(BaseException):
    """Raised in what takes too long; it is no ``Exception``, which a reader might take for one."""


def stop(*_: object) -> None:
    """Give up what is running."""
    raise TooSlow


def seconds(read: Callable[[], object]) -> float:
    """Return how long a call takes, or infinity if that is too long."""
    start = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        read()
    except TooSlow:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.perf_counter() - start


def main() -> None:
    """Read all of them."""
    signal.signal(signal.SIGALRM, stop)
    slow = []
    for name, make in LARGE.items():
        data = make()
        whole = seconds(lambda data=data: try_loads(data, format="ics"))
        one_by_one = seconds(
            lambda data=data: list(
                iter_activities(io.BytesIO(data), format="ics", on_error=lambda _: None)
            )
        )
        size = f"{len(data) / 1e6:.1f} MB"
        sys.stdout.write(f"{name}, {size}: {whole:.2f} s whole, {one_by_one:.2f} s one by one\n")
        sys.stdout.flush()
        if math.inf in (whole, one_by_one):
            slow.append(name)
    if slow:
        sys.exit(f"more than {SECONDS} s: {', '.join(slow)}")


if __name__ == "__main__":
    main()
