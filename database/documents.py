"""A mattress as a JSON document: default values are left out, so a field added later needs no new import."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from catalog.errors import UserError
from catalog.mattress import Mattress


class Document(NamedTuple):
    mattress_id: str
    text: str


@cache
def _adapter() -> TypeAdapter[Mattress]:
    return TypeAdapter(Mattress)


def write(mattress: Mattress) -> Document:
    """The document of a mattress.

    Raises:
        UserError: a text is not valid (an unpaired surrogate, or a NUL), or a value has the wrong type.
    """
    try:
        text = _adapter().dump_json(mattress, exclude_defaults=True, warnings="error").decode()
    except (PydanticSerializationError, UnicodeError) as error:
        raise _unwritable(mattress) from error
    if "\0" in mattress.mattress_id:  # inside a JSON document it is escaped; as a cell PostgreSQL rejects it
        raise _unwritable(mattress)
    return Document(mattress.mattress_id, text)


def read(document: str) -> Mattress:
    """The mattress of a document.

    Raises:
        UserError: the document is damaged, or of a kind this version of the program does not know.
    """
    try:
        return _adapter().validate_json(document)
    except ValidationError as error:
        raise UserError(
            "a mattress in the database cannot be read", where=document[:60], mend="Import its feed again, and publish."
        ) from error


def _unwritable(mattress: Mattress) -> UserError:
    return UserError("a value that cannot be kept", where=f"mattress {mattress.mattress_id!r}", mend="Export it again.")
