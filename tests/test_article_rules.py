"""Every rule of the article is implemented, tested, and has a sentence in each language; the page that lists them is
current.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from storefront.words import LANGUAGES, words
from tests.registers import article_rules

ROOT = Path(__file__).parents[1]
ARTICLE = tuple(f"S-{number:02d}" for number in range(1, 90))
CONTRADICTIONS = tuple(f"X{number}" for number in range(1, 17))
CONTRADICTED = ("S-20", "S-24", "S-65", "S-66", "S-86")  # posture as a cause, early bending, the age of a mattress


RULES = article_rules.rules()
CODE = "\n".join(
    path.read_text(encoding="utf-8") for room in ("recommender", "storefront") for path in (ROOT / room).rglob("*.py")
)
# Keys that the code builds from a fixed beginning: f"guide.{name}_signs", f"diary.change_{phase}".
PUT_TOGETHER = ("_signs", "_step", "diary.change_", ".lead")


def test_the_list_is_whole() -> None:
    assert tuple(rule for rule in RULES if rule.startswith("S")) == ARTICLE
    assert tuple(rule for rule in RULES if rule.startswith("X")) == CONTRADICTIONS


def test_every_rule_has_a_home_and_a_test() -> None:
    named_in_code = [rule for rule in (*ARTICLE, *CONTRADICTIONS) if RULES[rule].homes]
    tested = [rule for rule in (*ARTICLE, *CONTRADICTIONS) if RULES[rule].tests]
    assert sorted({*ARTICLE, *CONTRADICTIONS} - {*named_in_code}) == [], "no line of code names them"
    assert sorted({*ARTICLE, *CONTRADICTIONS} - {*tested}) == [], "no test names them, and their homes have none"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_a_sentence_in_each_language(lang: str) -> None:
    assert [rule for rule in ARTICLE if not RULES[rule].sentences] == []
    written = words(lang).sentences
    assert [(r, key) for r in ARTICLE for key in RULES[r].sentences if not written.get(key, "").strip()] == []


def test_a_person_can_meet_the_sentence() -> None:
    keys = {key: rule for rule in ARTICLE for key in RULES[rule].sentences}
    shown = {key for key in keys if f'"{key}"' in CODE or any(mark in key for mark in PUT_TOGETHER)}
    assert {key: rule for key, rule in keys.items() if key not in shown} == {}, "shown nowhere"


@pytest.mark.parametrize("rule", CONTRADICTED)
def test_a_rule_that_the_evidence_contradicts_says_so(rule: str) -> None:
    against = RULES[rule].against
    assert all(words(lang).sentences[against] for lang in LANGUAGES)
    assert article_rules.EVIDENCE[against][0] in "ABC", "judgement alone contradicts nothing"


def test_the_page_is_fresh() -> None:
    page = (ROOT / "docs" / "article-rules.md").read_text(encoding="utf-8")
    assert page == article_rules.table(), "run laboratory/sources/article_rules.py"
