"""iCalendar (RFC 5545, 7986): a VEVENT for every session that has a date, deadlines as VTODO.

The public view is the default: a calendar is for citizens' phones. :func:`losses` tells what a
calendar cannot carry. Every stamp is given or comes from the programme, so the same programme gives
the same bytes.

``writer`` makes the components, ``when`` their times and recurrences, ``zone`` the VTIMEZONE of
a named zone, ``loss`` the report.
"""

from kepuyue.io.ical.loss import losses
from kepuyue.io.ical.writer import DOMAIN, EPOCH, write

__all__ = ["DOMAIN", "EPOCH", "losses", "write"]
