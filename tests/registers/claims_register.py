"""Write docs/claims.csv: every claim the product prints, with source, grade, date and reviewer (L-13).

Run it after a sentence of advice or its evidence changed. A claim that is unchanged keeps its date and reviewer; a
changed or new one gets today's date and loses its reviewer.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from recommender.advice.grades import EVIDENCE
from storefront.words import words

REGISTER = Path(__file__).parents[2] / "docs" / "claims.csv"
COLUMNS = ("key", "claim", "grade", "source", "date", "reviewer")
SAME = ("key", "claim", "grade", "source")


def main() -> None:
    old: dict[str, dict[str, str]] = {}
    if REGISTER.exists():
        with REGISTER.open(newline="", encoding="utf-8") as file:
            old = {row["key"]: row for row in csv.DictReader(file)}
    with REGISTER.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for key, (grade, source) in EVIDENCE.items():
            row = {"key": key, "claim": words("en")(key), "grade": grade, "source": source}
            before = old.get(key, {})
            if all(before.get(name) == row[name] for name in SAME):
                row |= {"date": before["date"], "reviewer": before["reviewer"]}
            else:
                row |= {"date": date.today().isoformat(), "reviewer": "not reviewed yet"}
            writer.writerow(row)


if __name__ == "__main__":
    main()
