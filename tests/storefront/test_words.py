"""Both languages say the same things, with the same figures, and write numbers their own way."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.errors import UserError
from storefront.words import FOLDER, LANGUAGES, Words, languages, placeholders, words, words_for
from tests.patience import HANGS_S

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_is_whole(lang: str) -> None:
    """100 % translated: the same keys, each filled, with the same figures, and the same sentences that count."""
    first, other = words(LANGUAGES[0]), words(lang)
    assert set(other.sentences) == set(first.sentences)
    assert [key for key, said in other.sentences.items() if not said.strip()] == []
    assert [
        key for key, said in other.sentences.items() if placeholders(said) != placeholders(first.sentences[key])
    ] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.name)
def test_a_file_has_no_doubtful_or_double_entry(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ", fuzzy" not in text
    keys = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_the_languages_are_not_each_others_copy() -> None:
    """A sentence of more than four words that is the same in both languages was forgotten."""
    nl, en = words("nl").sentences, words("en").sentences
    same = [key for key in nl if nl[key] == en[key] and len(nl[key].split()) > 4]
    assert [key for key in same if not key.startswith("term.")] == []  # a source keeps its own name


def test_no_exclamation_marks() -> None:
    assert [key for lang in LANGUAGES for key, text in words(lang).sentences.items() if "!" in text] == []


def test_every_key_named_in_the_storefront_exists() -> None:
    named = set()
    for file in (ROOT / "storefront").rglob("*.py"):
        named |= set(re.findall(r'\bw\(\s*"([a-z0-9_.]+)"', file.read_text(encoding="utf-8")))
    assert named, "the pages name their words as w('key')"
    assert sorted(named - set(words("nl").sentences)) == []


def test_numbers_follow_the_language() -> None:
    nl = Words("nl", {"a": "{hip_cm} cm, {sink_mm} mm, {price}, {side_share}, {zone}", "term.hip": "bekken"})
    en = Words("en", {"a": "{hip_cm} cm, {sink_mm} mm, {price}, {side_share}, {zone}"})
    figures = {"hip_cm": 36.42, "sink_mm": 41.4, "price": 1249.0, "side_share": 0.6, "zone": "hip"}
    assert nl("a", **figures) == "36,4 cm, 41 mm, €\xa01.249, 60%, bekken"
    assert en("a", **figures) == "36.4 cm, 41 mm, €1,249, 60%, hip"


@pytest.mark.parametrize(
    ("sd", "lang", "said"),
    [(0.96, "nl", "1 punt "), (1.04, "en", "1 point off"), (0.5, "nl", "0,5 punten"), (1.2, "en", "1.2 points off")],
)
def test_one_of_something_is_said_as_one(sd: float, lang: str, said: str) -> None:
    assert said in words(lang)("caution.firmness_unsure", sd=sd)


def test_sentences_that_count_say_what_they_count() -> None:
    nl, en = words("nl"), words("en")
    assert nl.counted == en.counted
    for key, counts in nl.counted.items():
        for w in (nl, en):
            forms = [w.plurals.ngettext(key, key, n) for n in (1, 2)]
            assert forms[1] == w.sentences[key] != forms[0]
            assert counts in placeholders(forms[0]) == placeholders(forms[1]) == placeholders(nl.sentences[key])


POLISH = """\
msgid ""
msgstr ""
"Language: pl_PL\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "beds"
msgid_plural "{n}"
msgstr[0] "{n} materac"
msgstr[1] "{n} materace"
msgstr[2] "{n} materacy"
"""


def test_a_language_may_have_more_than_two_forms(tmp_path: Path) -> None:
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    polish = words("pl", tmp_path)
    said = [polish("beds", n=n) for n in (1, 2, 5, 22, 112)]
    assert said == ["1 materac", "2 materace", "5 materacy", "22 materace", "112 materacy"]


def test_cents_are_kept_when_there_are_any() -> None:
    assert words("nl").money(99.95) == "€\xa099,95"


def test_an_unknown_language_is_one_clear_error() -> None:
    with pytest.raises(UserError, match="nl, en"):
        words("xx")


GERMAN = """\
msgid ""
msgstr ""
"Language: de_DE\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

"""


def _with_german(folder: Path) -> None:
    """A third language in a folder of words: the English sentences under a German header, one of them said anew."""
    english = (folder / "en.po").read_text(encoding="utf-8")
    german = GERMAN + english.split("\n\n", 1)[1].replace("A mattress that suits your body", "Eine passende Matratze")
    (folder / "de.po").write_text(german, encoding="utf-8")


def test_a_third_language_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    shutil.copytree(FOLDER, folder)
    _with_german(folder)
    assert languages(folder) == ("nl", "de", "en")
    german = words("de", folder)
    assert german("start.heading") == "Eine passende Matratze"
    assert german.number(1234.5) == "1.234,5"
    assert german.date("2026-11-23") == "23. November 2026"
    assert german.money(99.5) == "€\xa099,50"


ASK_IN_GERMAN = f"""
from streamlit.testing.v1 import AppTest
from storefront.session import VISIT, Visit
app = AppTest.from_file("app.py", default_timeout={HANGS_S})
app.session_state[VISIT] = Visit("de")
app.run()
assert not app.exception
print(app.title[0].value, "|", app.button(key="begin_en").label)
"""


@pytest.mark.slow
def test_the_whole_app_speaks_a_third_language_after_one_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "storefront", tmp_path / "storefront", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", tmp_path)
    _with_german(tmp_path / "storefront" / "words")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", ASK_IN_GERMAN]
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=HANGS_S)
    assert said.returncode == 0, said.stderr[-2000:]
    assert said.stdout.strip() == "Eine passende Matratze | Start in English"


NAMED_FALLBACKS = {"words.py": {"nl"}, "session.py": {"en"}, "first_page.py": {"en"}}


def test_no_module_names_a_language_but_to_fall_back_on() -> None:
    named = {}
    for path in sorted((ROOT / "storefront").rglob("*.py")):
        texts = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        defaults = {"en", "nl"} if "commands" in path.parts else NAMED_FALLBACKS.get(path.name, set())
        named[path.name] = texts & set(LANGUAGES) - defaults
    assert {name: found for name, found in named.items() if found} == {}


def test_prices_stand_as_a_country_writes_them() -> None:
    assert words("nl").money(1249) == "€\xa01.249"
    assert (words("en").money(269, "GBP"), words("en").money(899.5, "USD")) == ("£269", "US$899.50")
    assert words_for("en", "US").money(899, "USD") == "$899"
    assert words_for("en", "GB").money(269, "GBP") == "£269"
    assert words_for("nl", "US").money(899, "USD") == "US$\xa0899"


def test_inches_are_told_as_shops_state_them() -> None:
    w = words_for("en", "US")
    for cm, said in ((34.3, '34.3 cm (13.5")'), (25.4, '25.4 cm (10")'), (20, '20 cm (7.9")'), (200, '200 cm (78.5")')):
        assert w("result.height", height_cm=float(cm)) == f"{said} high"
    assert w("spec.comfort_range", low_cm=3.0, high_cm=6.5, feel="x").startswith('3 to 6.5 cm (1.2 to 2.6")')
    assert w("body.read", kilos=82.0, pounds=181, centimetres=180.0, feet_and_inches="5'11\"").count("(") == 2
    assert words_for("en", "US", "GB").market == words("en").market == words_for("nl", "NL").market == ""
