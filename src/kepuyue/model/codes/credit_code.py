"""Unified social credit codes (统一社会信用代码), after GB 32100-2015, by python-stdnum.

Branch units, communities and township associations often have none.

>>> validate("91110000600037341l")
'91110000600037341L'
"""

import unicodedata

from kepuyue.errors import InvalidValueError, invalid

_LENGTH = 18
_LONGEST = 100


def compact(text: str) -> str:
    """Return the code without spaces and hyphens, upper-case and half-width.

    Args:
        text: what was typed.

    >>> compact("９１１１ ００００-600037341l")
    '91110000600037341L'
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    return "".join(c for c in plain.upper() if not c.isspace() and c not in "-‐–—")


def validate(text: str) -> str:
    """Return the code in canonical form.

    Args:
        text: the code, spaces, hyphens, case and width set aside.

    Raises:
        InvalidValueError: if its length, a character or its check character is wrong.

    >>> validate("9111 0000-6000 37341l")
    '91110000600037341L'
    """
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, ValidationError

    code = compact(text)
    if len(code) != _LENGTH:
        why = f"应为 {_LENGTH} 位", f"it must have {_LENGTH} characters"
    elif not code.isascii():
        why = "含有非法字符", "it has a character that is not allowed"
    else:
        try:
            return uscc.validate(code)
        except InvalidChecksum:
            why = "校验码不符", "the check character does not fit"
        except ValidationError:
            why = "含有非法字符", "it has a character that is not allowed"
    raise invalid("KY-COD003", text, why_zh=why[0], why_en=why[1])


def is_valid(text: object) -> bool:
    """Return whether the text is a credit code.

    Args:
        text: a text; anything else is none.

    >>> is_valid("91110000600037342L")
    False
    """
    if not isinstance(text, str):
        return False
    try:
        validate(text)
    except InvalidValueError:
        return False
    return True


def format(text: str) -> str:  # noqa: A001  (the name every code module has)
    """Return the code as people print it: the canonical form, without spaces.

    Args:
        text: as in :func:`validate`.

    Raises:
        InvalidValueError: if it is no credit code.
    """
    return validate(text)
