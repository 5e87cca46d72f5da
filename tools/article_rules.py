"""Write docs/article-rules.md: every rule of the source article, where it lives, its test and its grade.

Found by searching the code for rule ids (`S-36`, `X13`; "S-72 to S-75" is a range). A rule that stands nowhere is
listed as having no home yet. Its test is the file that names the id, and the tests of the file it lives in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from recommender.evidence_grades import EVIDENCE

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "article-rules.md"
RULES = Path(__file__).with_suffix(".csv")
ROOMS = ("recommender", "catalog", "database", "storefront")
# Two rules carry no id where they live: the disclaimer, where it is shown, and the article's product, a catalogue row.
MARKS = {"disclaimer.result": "S-89", "kameo-flex": "S-40"}
# Nothing to build: a topic line and an empty heading.
NO_CONTENT = ("S-01", "S-87")
ID = re.compile(r"\b(S-\d\d|X\d\d?)(?: to (S-\d\d))?\b")
KEY = re.compile(r'"((?:advice|pillow)\.\w+)"')

HEAD = """# Rules of the article

The product grows from a Dutch article on waking with low back pain. This page is written by `tools/article_rules.py`,
which looks for each rule's id in the code; do not edit it by hand. Test: the files that name the id, and the tests of
the file it lives in. Grade: A several good trials, B one good trial or
several weak, C observation or laboratory, D judgement of professionals; a dash where the rule is a safety rule, a
definition or a way of working. The evidence of each sentence stands in [claims.csv](claims.csv).
"""


def ids_in(line: str) -> Iterator[str]:
    for first, last in ID.findall(line):
        if last:
            yield from (f"S-{number:02d}" for number in range(int(first[2:]), int(last[2:]) + 1))
        else:
            yield first
    yield from (rule for key, rule in MARKS.items() if key in line)


def lines_with_ids(*folders: str) -> Iterator[tuple[str, Path, str]]:
    for folder in folders:
        for path in sorted(p for p in (ROOT / folder).rglob("*.*") if p.suffix in (".py", ".csv")):
            for line in path.read_text(encoding="utf-8").splitlines():
                for rule in ids_in(line):
                    yield rule, path, line


def mirrored_test(path: Path) -> Path | None:
    test = ROOT / "tests" / path.relative_to(ROOT).parent / f"test_{path.name}"
    return test if test.exists() else None


# Files whose tests stand under another name.
TESTED_IN = dict.fromkeys(("current_bed.py", "pillows.py", "routine.py"), ROOT / "tests/recommender/test_advice.py")


def table() -> str:
    homes: dict[str, list[Path]] = {}
    tests: dict[str, list[Path]] = {}
    grades: dict[str, set[str]] = {}
    for rule, path, line in lines_with_ids(*ROOMS):
        homes.setdefault(rule, []).append(path)
        test = TESTED_IN.get(path.name) or mirrored_test(path)
        if test:
            tests.setdefault(rule, []).append(test)
        grades.setdefault(rule, set()).update(EVIDENCE[key][0] for key in KEY.findall(line) if key in EVIDENCE)
    for rule, path, _ in lines_with_ids("tests"):
        tests.setdefault(rule, []).append(path)

    def cell(paths: list[Path]) -> str:
        return ", ".join(f"`{name}`" for name in sorted({str(path.relative_to(ROOT)) for path in paths})) or "-"

    with RULES.open(newline="", encoding="utf-8") as file:
        rules = {row["rule"]: row["says"] for row in csv.DictReader(file)}
    homeless = [r for r in rules if r not in homes and r not in NO_CONTENT]
    parts = [HEAD, "## Rules\n", "| rule | in short | where | test | grade |", "|---|---|---|---|---|"]
    settled = [
        "\n## Contradictions, and how they are settled\n",
        "| | settled as | where | test |",
        "|---|---|---|---|",
    ]
    for rule, says in rules.items():
        where = cell(homes.get(rule, [])) if rule not in NO_CONTENT else "nothing to build"
        if rule in homeless:
            where = "**no home yet**"
        test = cell(tests.get(rule, []))
        if rule.startswith("X"):
            settled.append(f"| {rule} | {says} | {where} | {test} |")
        else:
            grade = ", ".join(sorted(grades.get(rule, ()))) or "-"
            parts.append(f"| {rule} | {says} | {where} | {test} | {grade} |")
    missing = f"\n## Without a home yet\n\n{len(homeless)} of {len(rules)}: {', '.join(homeless) or 'none'}.\n"
    if homeless:
        missing += "Explanations and definitions for the guide pages, which are not written yet.\n"
    return "\n".join((*parts, *settled)) + "\n" + missing


if __name__ == "__main__":
    PAGE.write_text(table(), encoding="utf-8")
