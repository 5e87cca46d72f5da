"""What an answer says of its beds is so, and the judge of that would notice if it were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from catalog.mattress import Catalogue
from laboratory.evidence.sentences import Checked, checked
from laboratory.evidence.sentences_counted import CATALOGUES, people, sentences, shop_in_grades
from recommender.explanation import Explanation, explain
from recommender.fit_target import target
from recommender.matching import Ranking, match
from recommender.reasons import Reason
from recommender.sleeper import Sleeper

OFF = 1.02  # a figure two per cent off is wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", CATALOGUES)
def test_every_sentence_to_a_hundred_people_is_so(name: str) -> None:
    found = list(sentences(people(100), CATALOGUES[name]()))
    assert [one for one in found if one.wrong] == []
    assert len(found) > 2000
    said = Counter(one.key for one in found if one.key.startswith(("reason.", "not_chosen.")))
    assert len(said) > 20, "one answer is like the next"


def _answer(person: Sleeper, beds: Catalogue) -> tuple[Ranking, Explanation]:
    ranking = match(target(person), beds)
    return ranking, explain(ranking, changes=False)


def _wrong(ranking: Ranking, answer: Explanation) -> list[Checked]:
    return [one for one in checked(ranking, answer) if one.wrong]


def _shifted(reasons: Sequence[Reason]) -> list[tuple[Reason, ...]]:
    """The same reasons with one figure of one of them two per cent off, in every way."""
    found = []
    for place, reason in enumerate(reasons):
        for name, value in reason.figures.items():
            if isinstance(value, int | float):
                other = Reason(reason.key, {**reason.figures, name: value * OFF})
                found.append((*reasons[:place], other, *reasons[place + 1 :]))
    return found


def test_the_judge_notices_a_figure_that_is_off() -> None:
    ranking, answer = _answer(Sleeper(82.0, 178.0, side=0.8, back=0.2), shop_in_grades())
    assert _wrong(ranking, answer) == []
    tried = 0
    for place, pick in enumerate(answer.picks):
        for reasons in _shifted(pick.reasons):
            picks = (*answer.picks[:place], replace(pick, reasons=reasons), *answer.picks[place + 1 :])
            assert len(_wrong(ranking, replace(answer, picks=picks))) == 1, reasons
            tried += 1
        for cautions in _shifted(pick.cautions):
            picks = (*answer.picks[:place], replace(pick, cautions=cautions), *answer.picks[place + 1 :])
            assert len(_wrong(ranking, replace(answer, picks=picks))) == 1, cautions
            tried += 1
    for place, miss in enumerate(answer.not_chosen):
        for (reason,) in _shifted((miss.reason,)):
            others = (*answer.not_chosen[:place], replace(miss, reason=reason), *answer.not_chosen[place + 1 :])
            assert len(_wrong(ranking, replace(answer, not_chosen=others))) == 1, reason
            tried += 1
    assert tried > 20


def test_the_judge_notices_a_sentence_told_of_the_wrong_bed() -> None:
    """The first bed's reasons told of the last, and the other way round."""
    ranking, answer = _answer(Sleeper(62.0, 168.0, side=0.7, back=0.3), shop_in_grades())
    first, last = answer.picks[0], answer.picks[-1]
    picks = (replace(first, reasons=last.reasons), *answer.picks[1:-1], replace(last, reasons=first.reasons))
    assert _wrong(ranking, replace(answer, picks=picks))
    alike = tuple(replace(pick, reasons=first.reasons) for pick in answer.picks)
    assert any(one.key.startswith("first: ") for one in _wrong(ranking, replace(answer, picks=alike)))


def test_a_sentence_nobody_can_check_is_wrong() -> None:
    ranking, answer = _answer(Sleeper(82.0, 178.0, side=1.0), shop_in_grades())
    first = replace(answer.picks[0], reasons=(Reason("reason.of_another_kind"),))
    assert "nobody can check it" in {one.wrong for one in checked(ranking, replace(answer, picks=(first,)))}
