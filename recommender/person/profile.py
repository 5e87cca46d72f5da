"""From a profile as it comes in (JSON object, row of a file, answers of a quiz) to a `Sleeper`, or one clear error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from catalog.mattress import Finding
from recommender.errors import ProfileError
from recommender.person.anthropometry import as_arrays, implausible
from recommender.person.fields import PRESSURE_PLACES, RANGES, SHARES, BedFields, ProfileFields
from recommender.person.units import CM_PER_INCH, INCH_PER_FOOT, KG_PER_LB, LB_PER_STONE
from recommender.person.values import Range, is_given, nearest, read_in_range, read_number, reject, shown
from recommender.sleeper import CurrentBed, Sleeper, Wishes

# Field in another unit -> our field, how many of ours one is. A second unit (pounds beside stone, inches beside feet)
# is what is left over.
_UNITS: Mapping[str, tuple[str, float]] = {
    "weight_lb": ("weight_kg", KG_PER_LB),
    "weight_st": ("weight_kg", LB_PER_STONE * KG_PER_LB),
    "height_in": ("height_cm", CM_PER_INCH),
    "height_ft": ("height_cm", INCH_PER_FOOT * CM_PER_INCH),
    "hip_breadth_in": ("hip_breadth_cm", CM_PER_INCH),
    "hip_circumference_in": ("hip_circumference_cm", CM_PER_INCH),
    "shoulder_breadth_in": ("shoulder_breadth_cm", CM_PER_INCH),
    "waist_circumference_in": ("waist_circumference_cm", CM_PER_INCH),
}
_LEFT_OVER = {"weight_st": ("weight_lb", LB_PER_STONE), "height_ft": ("height_in", INCH_PER_FOOT)}

_BED_FIELDS = (*BedFields.model_fields, "pressure", *(f"pressure.{place}" for place in PRESSURE_PLACES))
_FIELDS = frozenset((*ProfileFields.model_fields, *_UNITS, *(f"bed.{name}" for name in _BED_FIELDS)))


def parse_profile(data: Mapping[str, object], *, where: str = "profile") -> Sleeper:
    """One person, checked. Empty texts and None count as not given.

    Args:
        data: the fields of a profile; `bed` as an object or as `bed.feels`; weight and lengths also in lb, st, in, ft.
        where: what an error should call the profile, such as its file.

    Raises:
        ProfileError: one error that names every wrong field with its value, what is allowed and how to mend it.
    """
    answer = _read(data, where)
    if isinstance(answer, Sleeper):
        return _with_cautions([answer])[0]
    if len(answer) == 1:
        only = answer[0]
        raise ProfileError(only.text, where=f"{where}, {only.field}", mend=only.mend)
    lines = [f"{len(answer)} fields are wrong."]
    lines += [f"- {finding.field}: {finding.text} {finding.mend}".rstrip() for finding in answer]
    raise ProfileError("\n".join(lines), where=where)


def parse_profiles(rows: Iterable[Mapping[str, object]], *, first_row: int = 1) -> tuple[list[Sleeper], list[Finding]]:
    """Many people: those that can be read, in order, and a finding for every wrong field of the others.

    An empty cell (also NaN) counts as not given; a row without `profile_id` gets its row number. `first_row` is the
    number of the first row; a finding's `where` is "row 12". A data frame is read by `recommender.batch.rows_of`.
    """
    sleepers: list[Sleeper] = []
    findings: list[Finding] = []
    for number, row in enumerate(rows, start=first_row):
        filled = {name: value for name, value in row.items() if is_given(value) and not _is_nan(value)}
        answer = _read({"profile_id": str(number), **filled}, f"row {number}")
        if isinstance(answer, Sleeper):
            sleepers.append(answer)
        else:
            findings += answer
    return _with_cautions(sleepers), findings


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and value != value


def _read(data: object, where: str) -> Sleeper | list[Finding]:
    if not isinstance(data, Mapping):
        return [_finding(where, "profile", "not_a_profile", f"{shown(data)} is not an object with fields.")]
    findings: list[Finding] = []
    given = _flat(data, where, findings)
    unreadable = _to_ours(given, where, findings)
    if _no_share(given):
        text, mend = "no position has a share of the night.", "Give at least one of them a number above 0."
        findings.append(_finding(where, ", ".join(SHARES), "no_share", text, mend=mend))
    try:
        fields = ProfileFields.model_validate(given)
    except ValidationError as error:
        findings += [
            _from_pydantic(detail, where)
            for detail in error.errors(include_url=False)
            if detail["loc"][0] not in unreadable
        ]
        return findings
    return findings or _sleeper(fields)


def _flat(data: Mapping[Any, object], where: str, findings: list[Finding]) -> dict[str, Any]:
    """Fields that were given and exist, Python values only, all of the bed's under `bed`."""
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
        if name not in _FIELDS:
            field, mend = (name, nearest(name, _FIELDS)) if isinstance(name, str) else (shown(name), "")
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
    """Turn pounds, stone, inches and feet into ours, in place; returns our fields that could not be filled."""
    unreadable: set[str] = set()
    for ours, allowed in RANGES.items() if not given.keys().isdisjoint(_UNITS) else ():
        names = [name for name in (ours, *allowed.fields) if name in given]
        if names in ([], [ours]):
            continue
        values = {name: given.pop(name) for name in names}
        main = next((name for name in names if name in _LEFT_OVER), names[0])
        small, per = _LEFT_OVER.get(main, ("", 1.0))
        try:
            if not set(names) <= {main, small}:
                reject("given_twice", "the same is given twice.", mend=f"Give only {ours}, or only one other unit.")
            _, factor = _UNITS[main]
            total = read_number(values[main], str(allowed.in_unit(main[-2:], factor)))
            if small in values:
                total += read_in_range(values[small], small, Range(0, per, small[-2:])) / per
            given[ours] = factor * read_in_range(total, main, allowed.in_unit(main[-2:], factor))
        except PydanticCustomError as error:
            unreadable.add(ours)
            findings.append(_from_reject(error.context, where, " and ".join(names), shown(values[main])))
    return unreadable


def _no_share(given: Mapping[str, Any]) -> bool:
    try:
        return all(read_number(given.get(name, 0), "") == 0 for name in SHARES)
    except PydanticCustomError:
        return False  # said of that share already


def _finding(where: str, field: str, key: str, text: str, *, value: str = "", mend: str = "") -> Finding:
    return Finding(where, field, key, "severe", text, value, mend)


def _from_reject(context: Mapping[str, Any] | None, where: str, field: str, value: str) -> Finding:
    said = context or {}
    allowed = f" Allowed: {said['allowed']}." if said["allowed"] else ""
    return _finding(where, field, said["key"], said["what"] + allowed, value=value, mend=said["mend"])


def _from_pydantic(detail: ErrorDetails, where: str) -> Finding:
    """What pydantic found, in our words."""
    field = ".".join(map(str, detail["loc"]))
    value = shown(detail["input"])
    if detail["type"] == "profile":
        return _from_reject(detail["ctx"], where, field, value)
    if detail["type"] == "missing":
        mend = f"Give {' or '.join((field, *RANGES[field].fields))}."
        return _finding(where, field, "missing", f"is not given. Allowed: {RANGES[field]}.", mend=mend)
    return _finding(where, field, "not_readable", f"{value} cannot be read here.", value=value)


def _sleeper(fields: ProfileFields) -> Sleeper:
    largest = max(getattr(fields, name) for name in SHARES)  # scaled first, so that no sum overflows
    side, back, stomach, three_quarter = (getattr(fields, name) / largest for name in SHARES)
    total = side + back + stomach + three_quarter
    pain = fields.pain
    if fields.pregnancy_weeks is not None and "pregnancy" not in pain:
        pain = (*(ache for ache in pain if ache != "none"), "pregnancy")
    return Sleeper(
        weight_kg=fields.weight_kg,
        height_cm=fields.height_cm,
        side=(side + three_quarter / 2) / total,
        back=back / total,
        stomach=(stomach + three_quarter / 2) / total,
        sex=fields.sex,
        age_years=fields.age_years,
        position_sure=fields.position_sure,
        hip_breadth_cm=fields.hip_breadth_cm,
        hip_circumference_cm=fields.hip_circumference_cm,
        shoulder_breadth_cm=fields.shoulder_breadth_cm,
        waist_circumference_cm=fields.waist_circumference_cm,
        pain=pain,
        pregnancy_weeks=fields.pregnancy_weeks,
        alarm_signs=fields.alarm_signs,
        firmness_wish=fields.firmness_wish,
        bed=CurrentBed(**vars(fields.bed)),
        wishes=Wishes(
            fields.type, fields.size, fields.max_price, fields.currency, fields.warm_sleeper, fields.in_stock_only
        ),
        profile_id=fields.profile_id,
    )


def _with_cautions(sleepers: list[Sleeper]) -> list[Sleeper]:
    """Odd is not wrong: each gets the keys of what deserves a second look."""
    if not sleepers:
        return sleepers
    odd = implausible(**as_arrays(sleepers))
    odd = {f"implausible_{name}": rows for name, rows in odd.items()}
    odd["pregnancy_with_male"] = np.array([s.sex == "male" and "pregnancy" in s.pain for s in sleepers])
    cautions: dict[int, tuple[str, ...]] = {}
    for key, rows in odd.items():
        for row in np.flatnonzero(rows).tolist():
            cautions[row] = (*cautions.get(row, ()), key)
    for row, keys in cautions.items():
        sleepers[row] = replace(sleepers[row], cautions=keys)
    return sleepers
