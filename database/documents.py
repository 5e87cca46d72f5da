"""A mattress as a JSON document: default values are left out, so a field added later needs no new import."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from catalog.errors import UserError
from catalog.mattress import Mattress
from catalog.selling.markets import known_markets

# Until 0.1.0 a mattress had one market, any text. Inside a text of the document a quotation mark is escaped, so this is
# only found where it is a field's name.
_ONE_MARKET = re.compile(r'"market":("(?:[^"\\]|\\.)*")')


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
        return _adapter().validate_json(_ONE_MARKET.sub(_as_list, document))
    except ValidationError as error:
        raise UserError(
            "a mattress in the database cannot be read", where=document[:60], mend="Import its feed again, and publish."
        ) from error


def _as_list(field: re.Match[str]) -> str:
    return f'"markets":{json.dumps(known_markets(json.loads(field[1])))}'


def _unwritable(mattress: Mattress) -> UserError:
    return UserError("a value that cannot be kept", where=f"mattress {mattress.mattress_id!r}", mend="Export it again.")
