"""Advice and outcomes: kept by consent alone, added to and never overwritten, erased with their code."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from catalog.errors import UserError
from database import saved, tables
from database.outcomes import records
from database.outcomes.told import Outcome, checked, read_outcome
from database.store import Store
from tests.database.outcomes.made_up import ADVICE, NOON, ORDER, WEEK, advised


def count(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_what_was_advised_and_became_of_it_comes_back(store: Store) -> None:
    code, advice_id = advised(store)
    records.enter(store, advice_id, ORDER, now=NOON)
    firm = Outcome("felt", "veer", felt="too_firm", hip="too_firm", shoulder="right")
    records.enter(store, advice_id, firm, now=NOON + WEEK)
    (found,) = records.of_code(store, code.lower(), NOON + WEEK)
    assert replace(found.advice, consented_at=None, expires_at=None) == ADVICE
    assert found.advice.consented_at == NOON
    assert found.outcomes == (ORDER, firm)
    assert [each.at for each in found.outcomes] == [NOON, NOON + WEEK]
    assert found.last("veer", "felt") == firm


def test_nothing_is_kept_without_a_consent_of_its_own(store: Store) -> None:
    code = saved.save(store, {"profile": {}}, consent=True, days=30)
    with pytest.raises(UserError, match="consent"):
        records.begin(store, ADVICE, consent=False, code=code)
    assert count(store, tables.advice) == 0


def test_it_stands_under_the_code_of_what_was_saved(store: Store) -> None:
    code = saved.save(store, {"profile": {}}, consent=True, days=30, now=NOON)
    assert records.begin(store, ADVICE, consent=True, code=code, now=NOON)[0] == code
    with pytest.raises(UserError, match="nothing is kept"):
        records.begin(store, ADVICE, consent=True, code=saved.new_code(), now=NOON)


def test_the_same_answer_is_kept_once(store: Store) -> None:
    code, first = advised(store)
    assert records.begin(store, ADVICE, consent=True, code=code, now=NOON) == (code, first)
    other = records.begin(store, replace(ADVICE, person="b"), consent=True, code=code, now=NOON)
    assert other[1] != first
    assert [each.advice.person for each in records.of_code(store, code, NOON)].count("b") == 1


def test_it_outlives_the_saved_answers_and_ends_on_its_own_day(store: Store) -> None:
    code = saved.save(store, {"profile": {}}, consent=True, days=30, now=NOON)
    _, advice_id = records.begin(store, ADVICE, consent=True, code=code, now=NOON)
    records.enter(store, advice_id, ORDER, now=NOON)
    last = NOON + dt.timedelta(days=records.KEPT_DAYS)
    saved.purge(store, last - WEEK)
    assert saved.load(store, code, last - WEEK) is None
    assert len(records.of_code(store, code, last - WEEK)) == 1
    assert records.of_code(store, code, last) == ()
    assert saved.purge(store, last).rows == 1
    assert (count(store, tables.advice), count(store, tables.outcome)) == (0, 0)
    with pytest.raises(UserError, match="nothing is kept"):
        records.enter(store, advice_id, ORDER, now=last)


def test_deleting_a_code_reaches_everything_under_it(store: Store) -> None:
    code = saved.save(store, {"profile": {}}, consent=True, days=30, now=NOON)
    _, advice_id = records.begin(store, ADVICE, consent=True, code=code, now=NOON)
    records.enter(store, advice_id, ORDER, now=NOON)
    assert saved.delete(store, code, NOON).rows == 2
    assert [count(store, table) for table in (tables.saved, tables.advice, tables.outcome)] == [0, 0, 0]


def test_outcomes_alone_can_be_forgotten(store: Store) -> None:
    code = saved.save(store, {"profile": {}}, consent=True, days=30, now=NOON)
    records.begin(store, ADVICE, consent=True, code=code, now=NOON)
    assert records.forget(store, code, NOON).rows == 1
    assert saved.load(store, code, NOON) == {"profile": {}}


def test_who_comes_second_is_told_and_nothing_is_lost(store: Store) -> None:
    _, advice_id = advised(store)
    seen = [records.enter(store, advice_id, ORDER, now=NOON).outcome.outcome_id]
    anna = Outcome("returned", "veer", "Anna", reason="comfort")
    assert records.enter(store, advice_id, anna, seen=seen, now=NOON + WEEK).meanwhile == ()
    bram = records.enter(store, advice_id, Outcome("kept", "veer", "Bram"), seen=seen, now=NOON + WEEK)
    assert [(each.what, each.by) for each in bram.meanwhile] == [("returned", "Anna")]
    (found,) = records.all_records(store, NOON + WEEK)
    assert [each.what for each in found.outcomes] == ["ordered", "returned", "kept"]
    last = found.last("veer", "kept", "returned")
    assert last is not None and last.by == "Bram"


def test_the_same_told_twice_is_one_entry(store: Store) -> None:
    _, advice_id = advised(store)
    first = records.enter(store, advice_id, Outcome("returned", "veer", "Anna", reason="size"), now=NOON)
    again = records.enter(store, advice_id, Outcome("returned", "veer", "Anna", reason="size"), now=NOON)
    assert (again.added, again.outcome.outcome_id) == (False, first.outcome.outcome_id)
    records.enter(store, advice_id, Outcome("kept", "veer", "Anna"), now=NOON)
    assert records.enter(store, advice_id, Outcome("returned", "veer", "Anna", reason="size"), now=NOON).added
    assert count(store, tables.outcome) == 3


def test_many_tell_at_once_and_every_entry_is_there(store: Store) -> None:
    _, advice_id = advised(store)
    tellers = [
        threading.Thread(
            target=records.enter,
            args=(store, advice_id, Outcome("nights", "veer", f"staff {i}", diary_score=i)),
            kwargs={"now": NOON},
        )
        for i in range(8)
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    (found,) = records.all_records(store, NOON)
    assert {each.by for each in found.outcomes} == {f"staff {i}" for i in range(8)}
    assert len({each.at for each in found.outcomes}) == 8, "one of them is the last"


def test_people_share_a_pseudonym_that_leads_to_no_code(store: Store) -> None:
    code, _ = advised(store)
    records.begin(store, replace(ADVICE, answer_id="other"), consent=True, code=code, now=NOON)
    records.begin(store, replace(ADVICE, person="b"), consent=True, code=code, now=NOON)
    names = [name for name, _ in records.people(store, NOON)]
    assert sorted(names) == ["p1", "p1", "p2"]


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (Outcome("sold", "veer"), "what"),  # type: ignore[arg-type]
        (Outcome("kept", ""), "mattress_id"),
        (Outcome("felt", "veer"), "felt"),
        (Outcome("felt", "veer", hip="soft"), "hip"),  # type: ignore[arg-type]
        (Outcome("nights", "veer", diary_score=11), "diary_score"),
        (Outcome("nights", "veer"), "diary_score"),
        (Outcome("exchanged", "veer"), "to_mattress_id"),
        (Outcome("exchanged", "veer", to_mattress_id="veer"), "to_mattress_id"),
        (Outcome("ordered", "veer", followed=False), "reason"),
        (Outcome("ordered", "veer", reason="size"), "reason"),
        (Outcome("returned", "veer", reason="stock"), "reason"),
    ],
)
def test_an_entry_that_tells_nothing_is_one_clear_error(told: Outcome, where: str) -> None:
    with pytest.raises(UserError) as caught:
        checked(told)
    assert caught.value.where == where
    assert caught.value.allowed or caught.value.mend


def test_an_entry_is_read_from_words() -> None:
    assert read_outcome(
        {"what": "felt", "mattress_id": " veer ", "felt": "too_soft", "hip": None, "by": "Anna\n B"}
    ) == (Outcome("felt", "veer", "Anna B", felt="too_soft"))
    assert read_outcome({"what": "nights", "mattress_id": "veer", "diary_score": "7,5"}).diary_score == 7.5
    for wrong in ({"diary_score": "good"}, {"colour": "red"}, {"reason": "because"}):
        with pytest.raises(UserError):
            read_outcome({"what": "nights", "mattress_id": "veer", "diary_score": "7", **wrong})


@pytest.mark.parametrize(("consent", "left"), [("saved", (0, 1)), ("outcomes", (1, 0)), ("statistics", (1, 1))])
def test_a_purpose_that_is_given_up_takes_what_was_agreed_to_for_it(
    store: Store, consent: saved.Consent, left: tuple[int, int]
) -> None:
    code = saved.save(store, {"profile": {}}, consent=True, days=30, for_statistics=True, now=NOON)
    records.begin(store, ADVICE, consent=True, code=code, now=NOON)
    assert saved.delete_consent(store, consent, NOON).rows == 1
    assert (count(store, tables.saved), count(store, tables.advice)) == left
    assert bool(list(saved.payloads_for_statistics(store, NOON))) == (consent == "outcomes")


def test_purging_by_age_takes_what_was_agreed_to_long_ago(store: Store) -> None:
    for weeks in (1, 3):
        saved.save(store, {"profile": {}}, consent=True, days=30, now=NOON - weeks * WEEK)
        advised(store, now=NOON - weeks * WEEK)
    assert saved.purge(store, NOON, older_than_days=14).rows == 2
    assert (count(store, tables.saved), count(store, tables.advice)) == (1, 1)
