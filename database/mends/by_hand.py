"""What one version changed of another by hand, as data: pages and commands say it in their own words."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from catalog.texts import printable

What = Literal["mended", "withdrawn", "back"]

WHATS: Final[dict[str, What]] = {"mended": "mended", "withdrawn": "withdrawn", "back": "back"}
NOT_BY_HAND: Final[dict[str, Any]] = {}  # as stored of an imported version; older rows have nothing there

# How it was stored before step 0007: as a sentence in place of the version's source.
_SENTENCE = re.compile(r"version (\d{1,9}) changed by ([^:]*): (.*)", re.DOTALL)
_ENDINGS: Final[dict[str, What]] = {" withdrawn": "withdrawn", " put back": "back"}


@dataclass(frozen=True)
class ByHand:
    """One bed of `of_version` changed by hand: by whom, what was done to it, the bed's name, and why."""

    of_version: int
    who: str
    what: What
    bed: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(stored: Any, source: str) -> ByHand | None:
    """What is stored of a version; None where it was imported.

    Args:
        stored: the column `by_hand`; None in a row of before there was one.
        source: where the version came from; in such a row perhaps a sentence.
    """
    if stored is None:
        return _of_sentence(source)
    if not stored:
        return None
    text = {name: printable(str(stored[name])) for name in ("who", "bed", "why")}
    return ByHand(int(stored["of_version"]), what=WHATS[stored["what"]], **text)


def _of_sentence(source: str) -> ByHand | None:
    """The sentence names bed and reason as "bed withdrawn (reason)"; either may have brackets of its own."""
    told = _SENTENCE.fullmatch(source)
    if told is None:
        return None
    rest = told[3]
    for ending, what in _ENDINGS.items():
        bed, found, why = rest.partition(f"{ending} (")
        if found:
            return ByHand(int(told[1]), told[2], what, bed, why.removesuffix(")"))
    bed, _, why = rest.rpartition(" (")
    return ByHand(int(told[1]), told[2], "mended", bed or rest, why.removesuffix(")") if bed else "")
