"""Modules that only some formats need, and that an extra installs."""

import importlib
from typing import Any

from kepuyue.errors import MissingExtraError, report_of


def optional(module: str, *, package: str, extra: str) -> Any:
    """Return a module that may not be installed.

    Args:
        module: its name.
        package: the package that it is of.
        extra: the extra that installs this.

    Raises:
        MissingExtraError: if it is not installed; the message has the command.

    >>> optional("no_such_module", package="nothing", extra="docx")
    Traceback (most recent call last):
    kepuyue.errors.MissingExtraError: KY-EXT001 此功能需要 nothing；...
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        command = f"pip install 'kepuyue[{extra}]'"
        raise MissingExtraError(report_of("KY-EXT001", package=package, command=command)) from error
