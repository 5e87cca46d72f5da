"""A reason as the engine returns it: a key and figures. A storefront turns it into a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Figure = float | int | str | bool | None


@dataclass(frozen=True)
class Reason:
    """A key of `storefront/words` and the figures its sentence needs."""

    key: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
