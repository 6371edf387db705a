"""Document numbers (发文字号): 机关代字〔年〕序号号, after GB/T 9704-2012, section 7.2.5.

People type every bracket and space there is; the canonical form has 〔〕 and no spaces.

>>> validate("韶市科协联字[2025] 12 号")
'韶市科协联字〔2025〕12号'
"""

import re
import unicodedata

import attrs

from kepuyue.errors import InvalidValueError, invalid
from kepuyue.model._field import checked

_LONGEST = 100
_WORD = "[^0-9()<>号第]"
_SHAPE = re.compile(
    rf"((?:{_WORD}|\({_WORD}{{1,20}}\)){{1,40}})"  # the agency and its kind of document: 粤府（办）
    "[(<]([12][0-9]{3})年?[)>]"
    "第?0*([1-9][0-9]{0,5})号?"
)
_BRACKETS = str.maketrans(
    "〔[{【〖「『《〈（［｛〕]}】〗」』》〉）］｝", "((((((((((((" + "))))))))))))"
)


@attrs.frozen(kw_only=True, field_transformer=checked)
class DocumentNumber:
    """The parts of a document number.

    Attributes:
        agency: 机关代字: the issuing body and its kind of document.
        year: the year.
        serial: the serial number.
    """

    agency: str
    year: int
    serial: int


def compact(text: str) -> str:
    """Return the number without white space, digits and letters half-width, brackets round.

    Args:
        text: what was typed.

    >>> compact("粤纲要办发【２０２５】 ５号")
    '粤纲要办发(2025)5号'
    """
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1].translate(_BRACKETS))
    return "".join(plain.translate(_BRACKETS).split())


def parts(text: str) -> DocumentNumber:
    """Return the parts of a document number.

    Args:
        text: in any shape people type: any brackets, spaces, full-width digits, leading zeros,
            第 before the serial, 号 left out, the whole in brackets as a sentence has it.

    Raises:
        InvalidValueError: if it is none.

    >>> parts("纲要办发〔2025〕2号").serial
    2
    """
    plain = compact(text) if len(text) <= _LONGEST else ""
    found = _SHAPE.fullmatch(plain)
    if found is None and plain.startswith("(") and plain.endswith(")"):
        found = _SHAPE.fullmatch(plain[1:-1])
    if found is None or not found[1].isprintable():
        raise invalid("KY-COD004", text)
    agency = found[1].replace("(", "（").replace(")", "）")
    return DocumentNumber(agency=agency, year=int(found[2]), serial=int(found[3]))


def validate(text: str) -> str:
    """Return the canonical form.

    Args:
        text: as in :func:`parts`.

    Raises:
        InvalidValueError: if it is no document number.

    >>> validate("纲要办发（2025）第002号"), validate("（纲要办发〔2025〕2 号）")
    ('纲要办发〔2025〕2号', '纲要办发〔2025〕2号')
    """
    number = parts(text)
    return f"{number.agency}〔{number.year}〕{number.serial}号"


def is_valid(text: object) -> bool:
    """Return whether the text is a document number, in any shape.

    Args:
        text: a text; anything else is none.

    >>> is_valid("关于开展活动的通知")
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
    """Return the number as documents print it: the canonical form.

    Args:
        text: in any shape that :func:`validate` takes.

    Raises:
        InvalidValueError: if it is no document number.

    >>> format("纲要办发[2025]2号")
    '纲要办发〔2025〕2号'
    """
    return validate(text)
