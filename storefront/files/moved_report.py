"""What an update comes to for many people: how many get another first choice, by cause and by kind of person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from recommender.person.sleepers import Sleepers
from recommender.person.units import CM_PER_M
from recommender.sleeper import Sleeper, main_position

EXAMPLES = 3  # of each cause
_BMI_CLASSES = ((25.0, "under 25"), (30.0, "25 to 30"), (float("inf"), "30 and more"))  # WHO's


@dataclass
class Moved:
    """The people whose first choice changes, counted as they come."""

    causes: Counter[str] = field(default_factory=Counter)
    segments: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    beds: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, rows: pd.DataFrame, sleepers: Sequence[Sleeper]) -> None:
        """Count some.

        Args:
            rows: as `recommender.rescoring` gives them.
            sleepers: everybody who was asked, those in `rows` among them.
        """
        people, named = Sleepers.of(sleepers), set(rows["profile_id"])
        those = np.flatnonzero(people.each(named.__contains__, "profile_id"))
        known = {sleeper.profile_id: sleeper for sleeper in people.take(those)}
        for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
            cause = str(row["cause"])
            self.causes[cause] += 1
            self.beds[row["before_id"] or "", row["after_id"] or ""] += 1
            for name, kind in _segments_of(known[row["profile_id"]]):
                self.segments[name][kind] += 1
            if len(self.examples[cause]) < EXAMPLES:
                self.examples[cause].append({str(name): cell for name, cell in row.items()})

    def as_json(self, profiles: int) -> dict[str, Any]:
        """For a report.

        Args:
            profiles: how many people were asked.
        """
        moved = self.causes.total()
        most = [{"before_id": a or None, "after_id": b or None, "people": n} for (a, b), n in self.beds.most_common(20)]
        return {
            "profiles": profiles,
            "first_choice_changed": moved,
            "share": moved / max(profiles, 1),
            "causes": dict(self.causes.most_common()),
            "segments": {name: dict(counts.most_common()) for name, counts in sorted(self.segments.items())},
            "from_to": most,
            "examples": dict(self.examples),
        }


def _segments_of(sleeper: Sleeper) -> Iterable[tuple[str, str]]:
    """What kinds of person somebody is."""
    bmi = sleeper.weight_kg / (sleeper.height_cm / CM_PER_M) ** 2
    size = sleeper.wishes.size
    yield "sex", sleeper.sex
    yield "position", main_position(sleeper)
    yield "bmi", next(name for limit, name in _BMI_CLASSES if bmi < limit)
    yield "size", "x".join(f"{side:g}" for side in size) if size else "any"
