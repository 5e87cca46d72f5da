"""Write docs/article-rules.md: every rule of the source article, where it is implemented, its test, its sentence and
its grade.

Homes and tests are found by searching the code for rule ids (`S-36`, `X13`; "S-72 to S-75" is a range). The tests of a
rule are the files that name its id, and the tests of the file that implements it. `article_rules.csv` names the
sentence in which a person reads the rule, and the one about evidence against it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recommender.advice.grades import EVIDENCE
from storefront.words import words

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "article-rules.md"
RULES = Path(__file__).with_suffix(".csv")
ROOMS = ("recommender", "catalog", "database", "storefront")
# Two rules have no id in the code: the disclaimer, where it is shown, and the article's product, a catalogue row.
MARKS = {"disclaimer.result": "S-89", "kameo-flex": "S-40"}
ID = re.compile(r"\b(S-\d\d|X\d\d?)(?: to (S-\d\d))?\b")
# Files whose tests have another name.
TESTED_IN = {
    **dict.fromkeys(("current_bed.py", "pillows.py", "routine.py"), ROOT / "tests/recommender/advice/test_tips.py"),
    "guide.py": ROOT / "tests/storefront/guide/test_content.py",
}

HEAD = """# Rules of the article

The product is based on a Dutch article on waking with low back pain. This page is written by
`python -m tests.registers.article_rules`, which searches the code for each rule's id; do not edit it by hand. Test:
the files that name the id, and the tests of the file that implements it. Sentence: where a person reads the rule, in
Dutch and English; the keys are those of `storefront/words`. Grade: A several good trials, B one good trial or several
weak, C observation or laboratory, D judgement of professionals; a dash where the rule is a way of working. The evidence
for each sentence is in [claims.csv](claims.csv).
"""
AGAINST = """
## Evidence against a rule

The sentence is shown next to the rule wherever a person reads it.

| rule | in short | what is shown with it | grade | source |
|---|---|---|---|---|
"""
SETTLED = """
## Contradictions, and how they are settled

| | settled as | where | test |
|---|---|---|---|
"""


@dataclass
class Rule:
    """One row: what the csv states about the rule and what was found in the code."""

    id: str
    says: str
    sentences: tuple[str, ...]
    against: str
    homes: set[str] = field(default_factory=set)
    tests: set[str] = field(default_factory=set)

    @property
    def grades(self) -> str:
        return ", ".join(sorted({EVIDENCE[key][0] for key in self.sentences if key in EVIDENCE})) or "-"


def rules() -> dict[str, Rule]:
    """Every rule by id, with homes and tests as they are now."""
    with RULES.open(newline="", encoding="utf-8") as file:
        found = {
            row["rule"]: Rule(row["rule"], row["says"], tuple(row["sentence"].split()), row["against"])
            for row in csv.DictReader(file)
        }
    for rule, path in _named_in(*ROOMS):
        if rule in found:
            found[rule].homes.add(_shown(path))
            found[rule].tests |= {_shown(test) for test in [_test_of(path)] if test is not None}
    for rule, path in _named_in("tests"):
        if rule in found:
            found[rule].tests.add(_shown(path))
    return found


def table() -> str:
    """The page."""
    found = rules().values()
    article = [rule for rule in found if rule.id.startswith("S")]
    parts = [HEAD, "## Rules\n", "| rule | in short | where | test | sentence | grade |", "|---|---|---|---|---|---|"]
    parts += [
        f"| {r.id} | {r.says} | {_cell(r.homes)} | {_cell(r.tests)} | {_cell(r.sentences)} | {r.grades} |"
        for r in article
    ]
    against = [
        f"| {r.id} | {r.says} | {words('en')(r.against)} | {' | '.join(EVIDENCE.get(r.against, ('-', '-')))} |"
        for r in article
        if r.against
    ]
    settled = [f"| {r.id} | {r.says} | {_cell(r.homes)} | {_cell(r.tests)} |" for r in found if r.id.startswith("X")]
    return "\n".join(parts) + "\n" + AGAINST + "\n".join(against) + "\n" + SETTLED + "\n".join(settled) + "\n"


def _named_in(*folders: str) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for path in sorted(p for p in (ROOT / folder).rglob("*.*") if p.suffix in (".py", ".csv") and p != RULES):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield from ((rule, path) for rule in _ids_in(line))


def _ids_in(line: str) -> Iterator[str]:
    for first, last in ID.findall(line):
        if last:
            yield from (f"S-{number:02d}" for number in range(int(first[2:]), int(last[2:]) + 1))
        else:
            yield first
    yield from (rule for key, rule in MARKS.items() if key in line)


def _test_of(path: Path) -> Path | None:
    test = TESTED_IN.get(path.name, ROOT / "tests" / path.relative_to(ROOT).parent / f"test_{path.name}")
    return test if test.exists() else None


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _cell(names: set[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in (sorted(names) if isinstance(names, set) else names)) or "-"


if __name__ == "__main__":
    PAGE.write_text(table(), encoding="utf-8")
