"""From a raw profile (JSON object, row of a file, answers of a quiz) to a `Sleeper`, or one clear error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from catalog.mattress import Finding
from recommender.errors import ProfileError
from recommender.person.anthropometry import as_arrays, implausible
from recommender.person.fields import FIELDS, IN_OTHER_UNITS, PRESSURE_PLACES, SHARES, ProfileFields
from recommender.person.measures_said import names_a_unit, read_measure
from recommender.person.values import (
    NUMBER,
    Range,
    is_given,
    nearest,
    other_unit,
    read_in_range,
    read_number,
    reject,
    shown,
)
from recommender.sleeper import CurrentBed, Sleeper, Wishes

NAMES = frozenset(  # of the fields, those in other units included
    (*FIELDS, *IN_OTHER_UNITS, "bed", "bed.pressure", *(f"bed.pressure.{place}" for place in PRESSURE_PLACES))
)
_OWN = [field.name for field in fields(Sleeper) if field.name in FIELDS]
_WISHES = [field.name for field in fields(Wishes) if field.name in FIELDS]


def parse_profile(
    data: Mapping[str, object], *, where: str = "profile", known_beds: Collection[str] | None = None
) -> Sleeper:
    """One person, checked. Empty texts and None count as not given.

    Args:
        data: the fields of a profile; `bed` as an object or as `bed.feels`; weight and lengths also in lb, st, in,
            ft.
        where: the name of the profile in an error, such as its file.
        known_beds: ids of the catalogue; where given, a bed the person lay on has to be one of them.

    Raises:
        ProfileError: one error that names every wrong field with its value, what is allowed and how to fix it.
    """
    answer = _read(data, where, known_beds)
    if isinstance(answer, Sleeper):
        return _with_cautions([answer])[0]
    if len(answer) == 1:
        only = answer[0]
        raise ProfileError(only.text, where=f"{where}, {only.field}", mend=only.mend)
    lines = [f"{len(answer)} fields are wrong."]
    lines += [f"- {finding.field}: {finding.text} {finding.mend}".rstrip() for finding in answer]
    raise ProfileError("\n".join(lines), where=where)


def parse_profiles(
    rows: Iterable[Mapping[str, object]], *, first_row: int = 1, known_beds: Collection[str] | None = None
) -> tuple[list[Sleeper], list[Finding]]:
    """Many people: the valid ones, in order, and a finding for every wrong field of the others.

    An empty cell (also NaN) counts as not given; a row without `profile_id` gets its row number. `first_row` is the
    number of the first row; a finding's `where` is "row 12". `known_beds` as for `parse_profile`. A data frame is read
    by `recommender.person.columns.read_frame`.
    """
    read, findings = read_rows(enumerate(rows, start=first_row), known_beds)
    return list(read.values()), findings


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, object]]], known_beds: Collection[str] | None = None
) -> tuple[dict[int, Sleeper], list[Finding]]:
    """`parse_profiles` of rows that have their own numbers: the valid ones by number, in order, and the findings."""
    numbers: list[int] = []
    sleepers: list[Sleeper] = []
    findings: list[Finding] = []
    for number, row in rows:
        filled = {name: value for name, value in row.items() if is_given(value) and not _is_nan(value)}
        answer = _read({"profile_id": str(number), **filled}, f"row {number}", known_beds)
        if isinstance(answer, Sleeper):
            numbers.append(number)
            sleepers.append(answer)
        else:
            findings += answer
    return dict(zip(numbers, _with_cautions(sleepers), strict=True)), findings


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and value != value


def _read(data: object, where: str, known_beds: Collection[str] | None) -> Sleeper | list[Finding]:
    if not isinstance(data, Mapping):
        return [_finding(where, "profile", "not_a_profile", f"{shown(data)} is not an object with fields.")]
    findings: list[Finding] = []
    given = _flat(data, where, findings)
    cautions = ("implausible_decimal_feet",) if _decimal_feet(given) else ()
    unreadable = _to_ours(given, where, findings)
    if _no_share(given):
        text, mend = "no position has a share of the night.", "Give at least one of them a number above 0."
        findings.append(_finding(where, ", ".join(SHARES), "no_share", text, mend=mend))
    try:
        read = ProfileFields.model_validate(given)
    except ValidationError as error:
        found = _from_pydantic(error, given, where)
        return [*findings, *(finding for name, finding in found.items() if name not in unreadable)]
    findings += _unknown_beds(read, where, known_beds)
    return findings or replace(_sleeper(read), cautions=cautions)


def _decimal_feet(given: Mapping[str, Any]) -> bool:
    """Whether a height is in feet with decimals: 5.11 feet is not 5 feet 11."""
    feet = str(given.get("height_ft", "")).replace(",", ".")
    return "height_in" not in given and NUMBER.fullmatch(feet) is not None and not float(feet).is_integer()


def _unknown_beds(read: ProfileFields, where: str, known_beds: Collection[str] | None) -> list[Finding]:
    """A finding for each bed the person lay on by an id that the catalogue does not have."""
    if known_beds is None:
        return []
    named = dict.fromkeys(one.mattress_id for one in read.experiences if one.mattress_id)
    mend = 'Or say its firmness: "label=H3;felt=too_firm".'
    return [
        _finding(
            where,
            "experiences",
            "unknown_bed",
            f"there is no mattress {shown(name)} in the catalogue.",
            value=name,
            mend=f"{nearest(name, known_beds)} {mend}".strip(),
        )
        for name in named
        if name not in known_beds
    ]


def _flat(data: Mapping[Any, object], where: str, findings: list[Finding]) -> dict[str, Any]:
    """Known fields that were given, as Python values, all of the bed's under `bed`."""
    named: dict[Any, object] = {}
    for name, value in data.items():
        if name == "bed" and isinstance(value, Mapping):
            named |= {f"bed.{part}": answer for part, answer in value.items()}
        else:
            named[name] = value
    given: dict[str, Any] = {}
    bed: dict[str, Any] = {}
    for name, value in named.items():
        if isinstance(value, np.generic | np.ndarray):
            value = value.tolist()
        if not is_given(value):
            continue
        if name not in NAMES:
            field, mend = (name, nearest(name, NAMES)) if isinstance(name, str) else (shown(name), "")
            field = field if field.isprintable() else shown(field)
            findings.append(_finding(where, field, "unknown_field", "is not a field of a profile.", mend=mend))
        elif name.startswith("bed."):
            bed[name.removeprefix("bed.").replace("pressure.", "pressure_")] = value
        else:
            given[name] = value
    if bed and "bed" not in given:
        given["bed"] = bed
    return given


def _to_ours(given: dict[str, Any], where: str, findings: list[Finding]) -> set[str]:
    """Convert pounds, stone, inches and feet to our units, in place; returns our fields that could not be filled."""
    unreadable: set[str] = set()
    for ours in {IN_OTHER_UNITS[name][0].name: None for name in given if name in IN_OTHER_UNITS}:
        names = [name for name in (ours, *FIELDS[ours].also) if name in given]
        values = {name: given.pop(name) for name in names}
        # Stone and feet come first; pounds and inches beside them are the remainder.
        main = next((name for name in names if name in IN_OTHER_UNITS and IN_OTHER_UNITS[name][1].part), names[0])
        try:
            given[ours] = _in_ours(ours, main, values)
        except PydanticCustomError as error:
            unreadable.add(ours)
            findings.append(_from_reject(error.context, where, " and ".join(names), shown(values[main])))
    return unreadable


def _in_ours(ours: str, main: str, values: Mapping[str, object]) -> float:
    """One figure in our unit from the field `main` and the remainder beside it."""
    unit = IN_OTHER_UNITS[main][1] if main in IN_OTHER_UNITS else None
    small = f"{main.removesuffix(unit.suffix)}{unit.part}" if unit and unit.part else ""
    if unit is None or not set(values) <= {main, small}:
        reject("given_twice", "the same is given twice.", mend=f"Give only {ours}, or only one other unit.")
    said = values[main]
    if isinstance(said, str) and names_a_unit(said) and len(values) == 1:
        return read_in_range(read_measure(said, unit.ours), FIELDS[ours].limits())
    allowed = FIELDS[ours].limits().in_unit(unit)
    total = read_number(said, allowed)
    if small in values:
        total += read_in_range(values[small], Range(0, unit.parts, unit.part)) / unit.parts
    return unit.size * read_in_range(total, allowed)


def _no_share(given: Mapping[str, Any]) -> bool:
    try:
        return all(FIELDS[name].read(given.get(name, 0)) == 0 for name in SHARES)
    except PydanticCustomError:
        return False  # already reported for that share


def _finding(where: str, field: str, key: str, text: str, *, value: str = "", mend: str = "") -> Finding:
    return Finding(where, field, key, "severe", text, value, mend)


def _from_reject(context: Mapping[str, Any] | None, where: str, field: str, value: str) -> Finding:
    said = context or {}
    allowed = f" Allowed: {said['allowed']}." if said["allowed"] else ""
    return _finding(where, field, said["key"], said["what"] + allowed, value=value, mend=said["mend"])


def _from_pydantic(error: ValidationError, given: Mapping[str, Any], where: str) -> dict[str, Finding]:
    """The errors of pydantic in our words: the first for each field, by its name."""
    found: dict[str, Finding] = {}
    for detail in error.errors(include_url=False):
        name = ".".join(part for part in detail["loc"] if isinstance(part, str))
        if name not in found:
            found[name] = _in_our_words(name, _as_written(name, given, detail["input"]), detail, where)
    return found


def _as_written(name: str, given: Mapping[str, Any], read: object) -> str:
    """The value as written in the profile, where it is found; else as it was read."""
    held: Any = given
    for part in name.split("."):
        held = held.get(part) if isinstance(held, Mapping) else None
    return shown(read if held is None else held)


def _in_our_words(name: str, value: str, detail: ErrorDetails, where: str) -> Finding:
    field, kind = FIELDS.get(name), detail["type"]
    if kind == "profile":
        return _from_reject(detail["ctx"], where, name, value)
    if field is None:
        return _finding(where, name, "not_readable", f"{value} cannot be read here.", value=value)
    allowed = f" Allowed: {field.allowed}."
    if kind == "missing":
        mend = f"Give {' or '.join((name, *field.also))}."
        return _finding(where, name, "missing", f"is not given.{allowed}", mend=mend)
    if kind in ("greater_than_equal", "less_than_equal"):
        mend = other_unit(detail["input"], name, field.limits(), field.also)
        mend = mend or (field.too_high if kind == "less_than_equal" else "")
        text = f"{detail['input']:.6g} is out of range.{allowed}"
        return _finding(where, name, "out_of_range", text, value=value, mend=mend)
    wrong = (
        "neither true nor false" if field.kind == "truth" else "not a list" if kind == "tuple_type" else "not a choice"
    )
    one = shown(detail["input"]) if field.kind == "words" else value
    mend = nearest(detail["input"], field.choices)
    return _finding(where, name, "unknown_choice", f"{one} is {wrong}.{allowed}", value=value, mend=mend)


def _sleeper(read: ProfileFields) -> Sleeper:
    given = vars(read)
    largest = max(given[name] for name in SHARES)  # scaled first, so that no sum overflows
    side, back, stomach, three_quarter = (given[name] / largest for name in SHARES)
    total = side + back + stomach + three_quarter
    pain: tuple[str, ...] = read.pain
    if read.pregnancy_weeks is not None and "pregnancy" not in pain:
        pain = (*(ache for ache in pain if ache != "none"), "pregnancy")
    counted = {
        "side": (side + three_quarter / 2) / total,
        "back": back / total,
        "stomach": (stomach + three_quarter / 2) / total,
        "pain": pain,
        "bed": CurrentBed(**vars(read.bed)),
        "wishes": Wishes(markets=read.market, **{name: given[name] for name in _WISHES}),
    }
    return Sleeper(**{name: given[name] for name in _OWN} | counted)


def _with_cautions(sleepers: list[Sleeper]) -> list[Sleeper]:
    """Unusual is not wrong: each gets the keys of the fields to check again."""
    if not sleepers:
        return sleepers
    odd = implausible(**as_arrays(sleepers))
    odd = {f"implausible_{name}": rows for name, rows in odd.items()}
    odd["pregnancy_with_male"] = np.array([s.sex == "male" and "pregnancy" in s.pain for s in sleepers])
    cautions = {row: sleeper.cautions for row, sleeper in enumerate(sleepers) if sleeper.cautions}
    for key, rows in odd.items():
        for row in np.flatnonzero(rows).tolist():
            cautions[row] = (*cautions.get(row, ()), key)
    for row, keys in cautions.items():
        sleepers[row] = replace(sleepers[row], cautions=keys)
    return sleepers
