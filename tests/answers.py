"""What this machine answers, as JSON: the golden sleepers' whole answers and a crowd's first beds."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_info

from catalog.catalogue_file import load_catalogue
from recommender.batch import best_beds
from recommender.explanation import explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.person.profile import parse_profile
from recommender.sleeper import Sleeper
from storefront.answer.as_json import render
from storefront.words import words

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
CROWD = 150
AS_OF = dt.date(2026, 11, 30)


def answers() -> dict[str, Any]:
    """`kernels`: which code the linear-algebra libraries chose for this processor; `people` and `crowd`: answers."""
    catalogue, w = load_catalogue(None), words("en")
    people = {}
    for path in GOLDEN:
        sleeper = parse_profile(json.loads(path.read_text(encoding="utf-8"))["profile"], where=path.stem)
        people[path.stem] = render(
            explain(match(target(sleeper), catalogue, wishes=sleeper.wishes, top=10, as_of=AS_OF)), w
        )
    crowd = [Sleeper(45 + 0.6 * i, 150 + 0.3 * i, 0.6, 0.3, 0.1, profile_id=str(i)) for i in range(CROWD)]
    return {
        "kernels": sorted({str(library.get("architecture")) for library in threadpool_info()}),
        "people": people,
        "crowd": best_beds(crowd, catalogue, top=5, as_of=AS_OF).to_dict("list"),
    }


if __name__ == "__main__":
    print(json.dumps(answers()))
