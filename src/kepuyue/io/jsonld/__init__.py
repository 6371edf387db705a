"""JSON-LD: the public view of a programme in the words of schema.org, for search engines.

:func:`write` gives a document of a whole programme (format ``jsonld``, write-only), :func:`event`
the object of one activity, :func:`script` the element that stands in the head of its page. Only the
public view exists: everything goes through :meth:`~kepuyue.model.programme.Programme.public`.

``graph`` makes the events, ``node`` the units and places they refer to, ``when`` their times and
recurrences, ``loss`` the report.
"""

from kepuyue.io.jsonld.loss import losses
from kepuyue.io.jsonld.node import BASE, LANGUAGE
from kepuyue.io.jsonld.writer import event, script, write

__all__ = ["BASE", "LANGUAGE", "event", "losses", "script", "write"]
