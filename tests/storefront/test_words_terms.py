"""One word for one thing, in every sentence of both languages: what a term is called, and what it is not called."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from storefront.words import LANGUAGES, words


class Term(NamedTuple):
    """`said`: how the thing is named. `never`: how it is not, as a pattern. `but`: phrases in which that is right.
    `about`: what makes a whole sentence one of another thing, such as a unit.
    """

    said: str
    never: str
    but: str = ""
    about: str = ""


# Sentences are held against these without their placeholders. What staff read is in here too.
TERMS: dict[str, tuple[Term, ...]] = {
    "nl": (
        Term(
            "matras (wat je koopt), bed (om in te slapen)",
            r"\bbed(den)?\b",
            r"\b(in|uit|ander|eigen|nieuw) bed\b|aparte bedden|haal je bed af|midden op je bed",
        ),
        Term("het matras", r"\bde (matras\b|matras )|een verkeerde matras"),
        Term("stevigheid; hardheid is N/mm of H1 tot H5", r"\bhardheid\b", about=r"N/mm|EN 1957|H1 tot H5|gemeten"),
        Term("comfortlaag", r"toplaag|bovenlaag"),
        Term(
            "lattenbodem met schuifjes, elektrisch verstelbare bodem",
            r"latten(bodem)?, (vast|instelbaar)|met motor|verstelbaar matras",
        ),
        Term("schouderzone, taillezone, bekkenzone", r"heupzone|zones? (bij|onder) (je|de) (schouder|heup|bekken)"),
        Term("holle onderrug", r"\bhol(ler)? (ligt|lig|liggen)\b|\bhol slapen"),
        Term("in één beweging omrollen", r"in (een|één) stuk\b"),
        Term("signaal, alarmsignaal", r"alarmteken|\btekens\b", r"Tekens (die|zijn)|\d tekens"),
        Term("check", r"proefje"),
        Term("tot rust komen", r"afbouwen|rustig af\b"),
        Term("advies van deskundigen; hoe goed het onderzocht is", r"vakmensen|\bbewijs\b|\bbewijzen\b"),
        Term("aanwijzing", r"\bhints?\b"),
        Term("steun geven", r"\bdraagt\b|\bdragen\b"),
        Term("score, punten", r"pasvorm|passing|cijfers?\b.*\bvan de 100"),
        Term("past (niet) goed", r"past matig|past fairly"),
        Term("wat bij je past", r"lichaam (nodig|vraagt)"),
        Term("n van de 10 mensen", r"kans(en)? van de 10|\b(in|van) de tien gevallen|van de 10 gevallen"),
        Term("tussen ... en ...", r"\bmarges?\b|\bintervals?\b|standaarddeviatie"),
        Term("eerste keuze", r"\bkeus\b|nummer 1\b|aanrader"),
        Term("meeste voor je geld, makkelijkst bij te stellen", r"beste koop|vergeeft|vergevingsgezind"),
        Term("proefnachten, proefliggen", r"proeftijd|proefslapen"),
        Term("7-nachtentest, slaapdagboek", r"slaaptest|test van zeven nachten|nulmeting|houdingspakket"),
        Term("matrasadvies", r"jouw antwoord\b|\bmijn antwoord\b"),
        Term("losse matrassen naast elkaar", r"\bhelften\b|twee helft"),
        Term("huisarts, huisartsenpost", r"dienstdoende"),
        Term("omtrek", r"omvang"),
        Term("winkelscherm, catalogusbeheer, melding, valuta", r"toonbank|bevinding|\bmunt(en)?\b|wachtzin"),
        Term("trackers", r"volgers"),
        Term("maximumgewicht", r"gewichtsgrens"),
        Term("je lengte en gewicht", r"\bBMI\b"),
        Term("%", r"\bprocent\b"),
        Term("Ga op je zij liggen", r"(?:^|[.:;?] )(Lig op|Sta met)"),
        Term("wat het verschil maakte", r"wat scheelde"),
        Term("decimale komma", r"\d\.\d", r"599\.00 EUR"),
    ),
    "en": (
        Term(
            "mattress (what you buy), bed (to sleep in)",
            r"\bbeds?\b",
            r"\b(in|out of|another|a new) bed\b|separate beds|strip your bed|middle of your bed",
        ),
        Term("firmness; hardness is N/mm", r"\bhardness\b", about=r"N/mm|EN 1957|measured|compression"),
        Term("comfort layer", r"top layer"),
        Term("slatted base with sliders, electric adjustable base", r"motorised|slats, |with slats"),
        Term("high-resilience foam (HR), open coil (Bonnell)", r"cold foam|bonnell springs"),
        Term("arched lower back", r"\bhollow", r"small hollow"),
        Term("roll over in one movement", r"in one piece"),
        Term("warning sign", r"alarm signs?"),
        Term("well studied, expert advice", r"\bevidence\b|professionals|\bproof\b"),
        Term("score", r"\bfit\b|points? of fit", r"best fit"),
        Term("suits you", r"\bfits\b|\bfitting\b|\bfitted\b", r"hand fits under"),
        Term("what suits you", r"body (needs|asks)"),
        Term("n in 10 people", r"chances? (of|in) 10|\bcases\b"),
        Term("between ... and ...", r"\bintervals?\b|\bmargins?\b|tie group"),
        Term("first pick", r"number 1\b|first choice"),
        Term("easiest to put right", r"forgiving"),
        Term("trial nights", r"trial period"),
        Term("7-night test, sleep diary", r"seven-night|sleep test|posture package"),
        Term("result", r"your answer\b|my answer\b", r"your own answer|keep your answer|[Yy]our answer to the list"),
        Term("separate mattresses", r"\bhalves\b"),
        Term("GP, out-of-hours GP service", r"GP on duty"),
        Term("delete, save", r"\beras(e|es|ed|ing)\b"),
        Term("sleep position", r"\bpostures?\b"),
        Term("gently", r"(move|moving|walk|walking|get up) calmly|calm moving"),
        Term("it is better to", r"\brather (lie|wean|softer|firmer|not)\b", r"Rather not\?|rather not say"),
        Term("who", r"\bwhom\b", r"for whom"),
        Term("passphrase", r"pass phrase"),
        Term("maximum weight", r"weight limit"),
        Term("your height and weight", r"\bBMI\b"),
        Term("width", r"\bbreadth\b"),
        Term("%", r"\bper cent\b"),
        Term("decimal point", r"\d,\d\d?\b(?!\d)"),
    ),
}


def against(sentence: str, term: Term) -> bool:
    """Whether a sentence names a thing by a word that is not its own."""
    said = re.sub(r"\{\w+\}|mattress-fit", "", sentence)
    if term.about and re.search(term.about, said):
        return False
    if term.but:
        said = re.sub(term.but, "", said, flags=re.IGNORECASE)
    return re.search(term.never, said, re.IGNORECASE) is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_thing_is_called_by_its_own_word(lang: str) -> None:
    terms = TERMS.get(lang, ())
    wrong = [
        f"{key}: {sentence} (say: {term.said})"
        for key, sentence in words(lang).sentences.items()
        for term in terms
        if against(sentence, term)
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_is_a_word_of_the_language_and_not_itself_forbidden(lang: str) -> None:
    assert [term.said for term in TERMS.get(lang, ()) if not term.never or not term.said] == []


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Houd je bedden.", "nl"),
        ("Van deze bedden is dit het beste.", "nl"),
        ("Dit is een goed bed.", "nl"),
        ("Zeg of een van deze tekens geldt.", "nl"),
        ("3 kansen van de 10", "nl"),
        ("Rol in een stuk om.", "nl"),
        ("In een ander bed is dit matras de eerste keus.", "nl"),
        ("This bed suits you.", "en"),
        ("a fit of 61", "en"),
        ("Your present bed carries you.", "en"),
        ("Keep the bed you lie on in bed.", "en"),
    ],
)
def test_the_terms_catch_what_they_should(sentence: str, lang: str) -> None:
    assert any(against(sentence, term) for term in TERMS[lang])


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Word je in een ander bed beter wakker? Haal je bed af.", "nl"),
        ("De gemeten hardheid in N/mm (EN 1957)", "nl"),
        ("Do you sleep better in another bed?", "en"),
        ("Slide your legs out of bed.", "en"),
    ],
)
def test_the_terms_let_right_words_be(sentence: str, lang: str) -> None:
    assert not any(against(sentence, term) for term in TERMS[lang])
