"""What no sentence may say (L-05, L-06, C3), and that every claim is in the claims register (L-13)."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from recommender.advice.grades import EVIDENCE
from storefront.words import LANGUAGES, words

ROOT = Path(__file__).parents[2]
REGISTER = ROOT / "docs" / "claims.csv"
READ_BY_USERS = ("README.md", "docs/intended-purpose.md")

DENIED = {
    "nl": (
        r"gene(es|z)",
        r"behandel",
        r"verhelp",
        r"verminder\w* (je |de )?(rug|pijn)",
        r"hernia",
        r"medisch",
        r"orthop",
        r"bewezen",  # S-40: "proven effective" is a claim without a source
        r"rugvriendelijk",
        r"pijnvrij",
        r"verlicht",
        r"voorkom(t|en) ",
        r"therap(eut|ie)",
        r"gezondheidsmatras",
        r"drukverlagend",
        r"diagnos",
        r"facet",
        r"ischias",
        r"niets ernstigs",
        # Words that may be misunderstood (C3)
        r"rijbroek",
        r"logroll",
        r"downshift",
        r"maag(slaper|ligging)|op je maag",
        r"lekker hard|hoe harder",
    ),
    "en": (
        r"\bcur(e|es|ed|ing)\b",
        r"\btreat(s|ed|ing|ment)?\b",
        r"\breliev(e|es|ing)\b.*pain|pain relief",
        r"\bheal(s|ed|ing)?\b",
        r"reduc\w+ (your )?(back )?pain",
        r"hernia",
        r"medical",
        r"orthop",
        r"proven",
        r"back-friendly",
        r"pain-free",
        r"prevent(s|ed|ing)? (back|pain)",
        r"therapeutic",
        r"diagnos",
        r"facet",
        r"sciatica",
        r"nothing serious",
        r"\d+ ?% (risk|chance) of",
    ),
}
# The safety page and the disclaimers must name what the product does not do.
ALLOWED_KEYS = ("leaflet.", "safety.", "disclaimer.")
ALLOWED_WORDS = ("fysiotherapeut",)
DENIAL = re.compile(r"\b(no|not|never|nothing|nor|geen|niet|nooit)\b", re.IGNORECASE)
SPEAKS_OF_RESEARCH = re.compile(r"onderzoek|onderzocht|\btrials?\b(?! (period|night))|\bstud(y|ies)\b", re.IGNORECASE)
# Sentences that claim something, by the beginning of their key; each needs a source (L-13).
CLAIMING = ("advice.", "pillow.", "guide.", "leaflet.", "reason.", "caution.", "not_chosen.")
CLAIMS_NOTHING = (
    *("advice.state_", "pillow.title", "guide.title", "guide.lead"),
    # Whom to call, and what is around the list
    *("leaflet.title", "leaflet.heading", "leaflet.call_", "leaflet.days_heading", "leaflet.weeks_heading"),
    *("leaflet.stop_and_call", "leaflet.answer_again", "leaflet.back"),
    # What was typed, and what a shop states about its beds
    *("caution.implausible_", "caution.pregnancy_with_male", "caution.price_size_unknown", "caution.not_converged"),
    *(
        "not_chosen.over_budget",
        "not_chosen.not_in_size",
        "not_chosen.other_",
        "not_chosen.out_of_stock",
        "not_chosen.not_on_floor",
    ),
    *("not_chosen.price_unknown", "not_chosen.not_in_market", "caution.out_of_stock", "caution.market_unknown"),
    "caution.size_unknown",
)
# Headings, labels and leads: they may not claim an effect.
LABELS = ("guide_", "result.", "verdict.", "component.", "take_home.", "what_if.", "fit.", "start.", "body.", "lying.")
LABELS += ("measures.", "bed.", "checks.", "wishes.", "aches.")
EFFECT = {
    "nl": re.compile(r"\b(helpt|minder pijn|verminder\w*|verbeter\w*|zorgt voor|leidt tot|veroorzaak\w*|beter voor)\b"),
    "en": re.compile(r"\b(helps?|less pain|reduces?|improves?|leads? to|causes|better (for|sleep))\b"),
}
ASKS = {"guide_page.q_firm", "verdict.none_fits.body", "start.lead"}  # questions, and what would help the choice
# Sentences about research that claim no result.
NO_CLAIM = ("grade.", "guide_page.research", *ALLOWED_KEYS)


def denied(text: str, lang: str) -> list[str]:
    for word in ALLOWED_WORDS:
        text = re.sub(word, "", text, flags=re.IGNORECASE)
    return [pattern for pattern in DENIED[lang] if re.search(pattern, text, re.IGNORECASE)]


def register() -> list[dict[str, str]]:
    with REGISTER.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_promises_what_nobody_can(lang):
    found = {
        key: denied(sentence, lang)
        for key, sentence in words(lang).sentences.items()
        if not key.startswith(ALLOWED_KEYS) and denied(sentence, lang)
    }
    assert found == {}


@pytest.mark.parametrize("name", READ_BY_USERS)
def test_documents_use_such_a_word_only_to_deny_it(name):
    paragraphs = re.split(r"\n\s*\n|\n(?=[-#|])", (ROOT / name).read_text(encoding="utf-8"))
    found = {p: denied(p, lang) for p in paragraphs for lang in LANGUAGES if denied(p, lang) and not DENIAL.search(p)}
    assert found == {}


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Dit matras geneest je rug.", "nl"),
        ("Vermindert rugpijn", "nl"),
        ("Klinisch bewezen effectief", "nl"),
        ("een rugvriendelijk gezondheidsmatras", "nl"),
        ("This bed treats back pain.", "en"),
        ("Clinically proven", "en"),
        ("a 72 % risk of trouble", "en"),
    ],
)
def test_the_deny_list_catches_what_it_should(sentence, lang):
    assert denied(sentence, lang)


@pytest.mark.parametrize(("lang", "denies"), [("nl", "geen diagnose"), ("en", "not a diagnosis")])
def test_the_disclaimer_says_what_it_is_not(lang, denies):
    """S-89: it is on every result."""
    assert denies in words(lang)("disclaimer.result")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_physiotherapist_may_be_named(lang):
    assert not denied("Ga naar je huisarts of fysiotherapeut.", lang)


def test_every_piece_of_advice_stands_in_the_claims_register():
    rows = {row["key"]: row for row in register()}
    assert set(rows) == set(EVIDENCE)
    for key, (grade, source) in EVIDENCE.items():
        assert (rows[key]["grade"], rows[key]["source"]) == (grade, source), key


def test_every_claim_has_source_grade_and_date_and_says_what_the_sentence_says():
    for row in register():
        assert row["source"]
        assert row["grade"] in "ABCD"
        assert date.fromisoformat(row["date"])
        assert row["reviewer"]
        assert row["claim"] == words("en")(row["key"]), (
            f"{row['key']} changed: run python -m tests.registers.claims_register"
        )


def test_every_claim_of_guide_leaflet_and_answer_has_its_evidence():
    """A new sentence under one of these names is a claim with a source, or is listed in CLAIMS_NOTHING."""
    spoken = {key for key in words("en").sentences if key.startswith(CLAIMING)}
    assert {key for key in spoken if not key.startswith(CLAIMS_NOTHING)} - set(EVIDENCE) == set()
    assert set(EVIDENCE) <= set(words("en").sentences)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_and_labels_promise_no_effect(lang):
    """A sentence that is not in the register does not say what helps, lessens, improves or causes."""
    pattern = EFFECT.get(lang)
    assert pattern, f"say which words of {lang} claim an effect"
    found = {key for key, text in words(lang).sentences.items() if key.startswith(LABELS) and pattern.search(text)}
    assert found - set(EVIDENCE) - ASKS == set()


def _spoken_by_code() -> Iterator[tuple[str, str]]:
    """Texts in the code itself, except comments and docstrings."""
    for room in ("storefront", "recommender"):
        for path in (ROOT / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            explains = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explains
                if text and " " in node.value:
                    yield f"{path.name}:{node.lineno}", node.value


def test_no_text_in_the_code_promises_what_nobody_can():
    """Unless it denies it, as the model card does."""
    promising = [(where, text) for where, text in _spoken_by_code() if not DENIAL.search(text)]
    assert [where for where, text in promising for lang in LANGUAGES if denied(text, lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_that_speaks_of_research_stands_in_the_register(lang):
    speaking = {key for key, text in words(lang).sentences.items() if SPEAKS_OF_RESEARCH.search(text)}
    assert {key for key in speaking if not key.startswith(NO_CLAIM)} <= set(EVIDENCE)
