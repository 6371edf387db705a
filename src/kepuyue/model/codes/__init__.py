"""The codes of official paperwork: regions, credit codes, document numbers.

They are strings. Each module has ``compact`` (what was typed, without decoration), ``validate``
(the canonical form, or an error that says why), ``is_valid`` and ``format`` (for people).
"""

from kepuyue.model.codes import credit_code, document_number, region

__all__ = ["credit_code", "document_number", "region"]
