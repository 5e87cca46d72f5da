"""What a diary says of the present bed is an answer of the quiz, and moves the target once its label is known."""

from __future__ import annotations

from datetime import date

import pytest

from recommender.advice.diary import Entry
from storefront import engine
from storefront.diary.book import Diary
from storefront.diary.experience import told
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

BODY = {"list_passed": True, "weight_kg": 80.0, "height_cm": 180.0, "side": 5, "health_consent": True}
LAST = Entry(7, 4.0, hammock="yes", bed_feels="too_soft")


def test_only_what_was_said_is_an_answer() -> None:
    assert told(Entry(1, 5.0)) == {}
    assert told(LAST) == {"bed_feels": "too_soft", "check.hammock": "yes"}


def test_a_bed_found_too_soft_moves_the_target_firmer() -> None:
    beds = engine.catalogue()
    before = engine.answer(engine.sleeper_of({**BODY, "bed_label": "H2"}), beds, changes=False)
    after = engine.answer(engine.sleeper_of({**BODY, "bed_label": "H2", **told(LAST)}), beds, changes=False)
    assert after.target.firmness > before.target.firmness


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("label", "says", "page"), [(None, "says_label_missing", "bed"), ("H2", "says_for_bed", "result")]
)
def test_the_page_says_whether_it_counts(lang: str, label: str | None, says: str, page: str) -> None:
    diary = Diary().with_entry(LAST, date.today())
    app = at("diary", lang, {**BODY, "bed_label": label, **told(LAST)}, diary)
    w = words(lang)
    assert w(f"diary.{says}", how=w("bed_feels.too_soft")) in " ".join(part.value for part in app.markdown)
    app.button(key="diary_to_answer").click().run()
    assert visit_of(app).on_page == page
