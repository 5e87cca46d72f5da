"""Read outcomes (rows of profiles with a bed and its outcome), and store what was learnt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from catalog.mattress import Catalogue, Finding, Mattress
from database.outcomes.told import Outcome, Record
from laboratory.fitting.outcomes import Outcomes, Verdict
from recommender.fit_target import targets
from recommender.person.profile import parse_profiles
from recommender.person.values import is_given
from recommender.ranking.learnt import FILE, Offset, Offsets, _hash, forget_offsets, results_changed
from recommender.scoring.scoring_model import MODEL_DIR
from recommender.sleeper import Sleeper

FEELS = {"too_soft": -1.0, "right": 0.0, "too_firm": 1.0}
KEPT = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0}
COLUMNS = ("mattress_id", "feels", "kept", "diary_score")
_DIGITS = 5


def parse_outcomes(rows: Iterable[Mapping[str, object]], catalogue: Catalogue) -> tuple[Outcomes, list[Finding]]:
    """Rows of a profile's fields with `mattress_id` and at least one of `feels`, `kept` and `diary_score`.

    A row without any outcome, or about a bed that is unknown or of unknown firmness, is a finding and left out. Rows of
    one person share their `profile_id`; a row without one counts as a separate person.
    """
    findings: list[Finding] = []
    sleepers: list[Sleeper] = []
    beds: list[Mattress] = []
    told: list[tuple[float, float, float]] = []
    for number, row in enumerate(rows, start=1):
        where = f"row {number}"
        outcome = {name: row.get(name) for name in COLUMNS}
        bed = catalogue.by_id(str(outcome["mattress_id"]))
        if bed is None or bed.firmness is None:
            findings.append(_finding(where, "mattress_id", "unknown_bed", outcome["mattress_id"]))
            continue
        read = tuple(_number(outcome[name], known, where, name, findings) for name, known in _VALUES.items())
        if not np.isfinite(read).any():
            findings.append(_finding(where, ", ".join(_VALUES), "tells_nothing", None))
            continue
        person, wrong = parse_profiles([{k: v for k, v in row.items() if k not in COLUMNS}], first_row=number)
        findings += wrong
        if person:
            sleepers.append(person[0])
            beds.append(bed)
            told.append((read[0], read[1], read[2]))
    values = np.array(told, dtype=float).reshape(-1, 3)
    needed = targets(sleepers).firmness() if sleepers else np.zeros(0)
    outcomes = Outcomes(
        gap=np.array([bed.firmness for bed in beds], dtype=float) - needed,
        brand=np.array([bed.brand for bed in beds], dtype=str),
        type=np.array([bed.type for bed in beds], dtype=str),
        person=np.array([sleeper.profile_id for sleeper in sleepers], dtype=str),
        feels=values[:, 0],
        kept=values[:, 1],
        diary=values[:, 2],
    )
    return outcomes, findings


def rows_of(people: Iterable[tuple[str, Record]]) -> Iterator[dict[str, object]]:
    """What a database holds of outcomes, as rows of `parse_outcomes`: one for each bed that somebody told of.

    The last entry of each kind counts. A bed that came back for another reason than how it lay says nothing about it.

    Args:
        people: records, each with a pseudonym of its person (`database.outcomes.records.people`).
    """
    for person, record in people:
        for mattress_id in record.beds:
            end = record.last(mattress_id, "kept", "returned", "exchanged")
            felt = record.last(mattress_id, "felt")
            nights = record.last(mattress_id, "nights")
            told = {
                "feels": felt and felt.felt,
                "kept": None if end is None or not _says_how_it_lay(end) else "yes" if end.what == "kept" else "no",
                "diary_score": nights and nights.diary_score,
            }
            if any(value is not None for value in told.values()):
                yield {**record.advice.profile, "profile_id": person, "mattress_id": mattress_id, **told}


def _says_how_it_lay(end: Outcome) -> bool:
    return end.what == "kept" or end.reason in (None, "comfort")


_VALUES: dict[str, Mapping[str, float]] = {"feels": FEELS, "kept": KEPT, "diary_score": {}}
_TEXTS = {
    "unknown_bed": "The bed is not in the catalogue, or its firmness is not known.",
    "unknown_choice": "This is not one of the allowed words.",
    "not_a_number": "A number is needed here.",
    "tells_nothing": "The row states no outcome.",
}


def _number(value: object, known: Mapping[str, float], where: str, field: str, findings: list[Finding]) -> float:
    if not is_given(value) or value != value:
        return np.nan
    if known:
        found = known.get(str(value).strip().lower().removesuffix(".0"), np.nan)
        key = "unknown_choice"
    else:
        try:
            found = float(str(value))
        except ValueError:
            found = np.nan
        key = "not_a_number"
    if not np.isfinite(found):
        findings.append(_finding(where, field, key, value))
    return float(found)


def _finding(where: str, field: str, key: str, value: object) -> Finding:
    return Finding(where, field, key, "warning", _TEXTS[key], "" if value is None else str(value)[:120])


def write_offsets(offsets: Offsets, verdict: Verdict, folder: Path = MODEL_DIR) -> Path:
    """Write what was learnt beside the model, with its own hash; it names no person."""
    content: dict[str, Any] = {
        "version": date.today().isoformat().replace("-", "."),
        "results_changed": results_changed(folder),
        "n_outcomes": verdict.n_outcomes,
        "n_people": verdict.n_people,
        "log_score": {name: round(value, _DIGITS) for name, value in verdict.score.items()},
        "all": _pair(offsets.all),
        "brand": {name: _pair(offset) for name, offset in offsets.brand.items()},
        "type": {name: _pair(offset) for name, offset in offsets.type.items()},
    }
    path = folder / FILE
    path.write_text(json.dumps({**content, "sha256": _hash(content)}, indent=1) + "\n", encoding="utf-8")
    forget_offsets()
    return path


def _pair(offset: Offset) -> list[float]:
    return [round(offset.points, _DIGITS), round(offset.sd, _DIGITS)]
