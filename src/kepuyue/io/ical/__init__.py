"""iCalendar (RFC 5545, 7986, 9073): a VEVENT for every session that has a date, deadlines as VTODO.

The public view is the default: a calendar is for citizens' phones. The internal view carries every
entity whole and comes back as it was. Every stamp is given or comes from the programme, so the same
programme gives the same bytes. Reading takes anyone's calendar.
"""

from kepuyue.io.ical.feed import CalendarWriter, write_feeds
from kepuyue.io.ical.loss import losses
from kepuyue.io.ical.option import DOMAIN, EPOCH
from kepuyue.io.ical.reader import read, read_activities
from kepuyue.io.ical.writer import write

__all__ = [
    "DOMAIN",
    "EPOCH",
    "CalendarWriter",
    "losses",
    "read",
    "read_activities",
    "write",
    "write_feeds",
]
