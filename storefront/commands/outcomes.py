"""Commands about what became of choices: `outcomes add`, `import` and `report`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.errors import UserError
from catalog.mattress import Finding
from database.outcomes import records
from database.outcomes.counting import LEAST, Report, Share, report
from database.outcomes.told import FELT, READ, WHAT, Outcome, Record, read_outcome
from database.store import Store, existing_store
from storefront.commands.options import AsJson, exit_to_look_at, print_json
from storefront.files.blocks import blocks_of, column_names
from storefront.plain_text import echo

MOST_ROWS = 100_000
_ROWS = 4096
_WORDS = ", ".join(FELT)

Code = Annotated[str | None, typer.Argument(help="the code; asked for when it is left out, so no history keeps it")]


def add(
    what: Annotated[str, typer.Option(metavar="|".join(WHAT), help="what became of the bed")],
    mattress_id: Annotated[str, typer.Option("--mattress", metavar="ID", help="the bed, by its id in the catalogue")],
    code: Code = None,
    to: Annotated[str | None, typer.Option(metavar="ID", help="the bed it was exchanged for")] = None,
    felt: Annotated[str | None, typer.Option(metavar="|".join(FELT), help="how it felt")] = None,
    shoulder: Annotated[str | None, typer.Option(help=f"how it felt there: {_WORDS}")] = None,
    waist: Annotated[str | None, typer.Option(help="the same")] = None,
    hip: Annotated[str | None, typer.Option(help="the same")] = None,
    diary_score: Annotated[float | None, typer.Option(help="of the nights, 0 to 10, higher is better")] = None,
    reason: Annotated[str | None, typer.Option(help="why another bed was ordered, or why it came back")] = None,
    by: Annotated[str, typer.Option(help="name of who enters it")] = "",
    person: Annotated[str | None, typer.Option(metavar="a|b", help="which of two people under the code")] = None,
    json: AsJson = False,
) -> None:
    """Tell what became of a bed that somebody was advised, by their code."""
    told = read_outcome(
        {
            "what": what,
            "mattress_id": mattress_id,
            "to_mattress_id": to,
            "felt": felt,
            "shoulder": shoulder,
            "waist": waist,
            "hip": hip,
            "diary_score": diary_score,
            "reason": reason,
            "by": by,
        }
    )
    opened = _existing()
    asked = code if code is not None else str(typer.prompt("Code", hide_input=True, err=True))
    entered = [
        records.enter(opened, each.advice_id, told) for each in _records(opened, asked, told.mattress_id, person)
    ]
    added = sum(each.added for each in entered)
    if json:
        print_json({"added": added, "known": len(entered) - added})
    else:
        echo(f"{added} added." if added else f"Told before by {entered[0].outcome.by or 'the person'}; nothing added.")


def import_(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet, one entry a row")],
    by: Annotated[str, typer.Option(help="name of who enters them, where a row has none")] = "",
    json: AsJson = False,
) -> None:
    """Tell what became of many beds, from a file with a code in every row."""
    columns = column_names(file)
    for name in ("code", "what", "mattress_id"):
        if name not in columns:
            raise UserError(f"has no column {name}", where=str(file), mend="docs/outcomes.md lists the columns.")
    opened = _existing()
    added, known, findings = 0, 0, list[Finding]()
    for number, row in enumerate(_rows(file), start=1):
        try:
            entered = _enter_row(opened, row, by)
        except UserError as error:
            key = "no_such_code" if error.where == "code" else "bad_value"
            findings.append(Finding(f"row {number}", error.where, key, "warning", str(error)))
            continue
        added += sum(each.added for each in entered)
        known += sum(not each.added for each in entered)
    if json:
        told = [{name: getattr(each, name) for name in ("where", "field", "key", "text")} for each in findings]
        print_json({"added": added, "known": known, "findings": told})
    else:
        for each in findings:
            echo(f"{each.where}: {each.text}", err=True)
        echo(f"{added} added, {known} known before, {len(findings)} rows left out.")
    if findings:
        exit_to_look_at()


def show_report(json: AsJson = False) -> None:
    """How choices turned out: what came back, and stated chances beside what was kept; small numbers withheld."""
    opened = existing_store()
    found = report(records.all_records(opened) if opened else ())
    if json:
        print_json(found.as_json())
    else:
        for line in _lines(found):
            echo(line)


def _enter_row(opened: Store, row: Mapping[str, object], by: str) -> list[records.Entered]:
    told = read_outcome({"by": by, **{name: row[name] for name in READ if row.get(name) not in (None, "")}})
    person = str(row["person"]) if row.get("person") not in (None, "") else None
    found = _records(opened, str(row["code"]), told.mattress_id, person)
    return [records.enter(opened, each.advice_id, told) for each in found]


def _records(opened: Store, code: str, mattress_id: str, person: str | None) -> list[Record]:
    """The advice under a code that an entry is about: of those who ordered this bed, else the latest of each person.

    Raises:
        UserError: nothing is kept under the code, or not of this person.
    """
    found = [each for each in records.of_code(opened, code) if person in (None, each.advice.person)]
    if not found:
        raise _nothing()
    ordered = [each for each in found if each.last(mattress_id, "ordered")]
    return list({each.advice.person: each for each in ordered or found}.values())


def _rows(file: Path) -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = []
    for block in blocks_of(file, _ROWS):
        rows += block
        if len(rows) > MOST_ROWS:
            raise UserError(f"more than {MOST_ROWS} rows", where=str(file), mend="Import it in parts.")
    return rows


def _existing() -> Store:
    opened = existing_store()
    if opened is None:
        raise _nothing()
    return opened


def _nothing() -> UserError:
    return UserError("nobody's advice is kept under this code, or no longer", where="code", mend="Check the code.")


def _lines(found: Report) -> list[str]:
    lines = [f"{_number(found.orders)} ordered, {_number(found.ended)} kept or come back"]
    lines += [f"came back, advice {name}: {_share(each)}" for name, each in found.came_back.items()]
    lines += [f"  overridden for {name}: {_share(each)}" for name, each in found.by_reason.items() if each.n != 0]
    for band in found.bands:
        if band.kept.n != 0:
            stated = "" if band.stated is None else f", stated {band.stated:.2f} on average"
            lines.append(f"stated chance {band.low:g} to {band.high:g}{stated}: kept {_share(band.kept)}")
    for part, words in found.felt.items():
        if any(each.n != 0 for each in words.values()):
            lines.append(f"{part}: " + "; ".join(f"{word} {_share(each)}" for word, each in words.items()))
    return [*lines, f"Figures of fewer than {LEAST} are withheld. Kept is not the same as suits."]


def _number(n: int | None) -> str:
    return "withheld" if n is None else str(n)


def _share(each: Share) -> str:
    if each.n is None:
        return "withheld"
    if each.share is None or each.low is None or each.high is None:
        return "none yet"
    return f"{each.count} of {each.n} ({each.share:.0%}, 80 % interval {each.low:.0%} to {each.high:.0%})"


def as_json(record: Record) -> dict[str, Any]:
    """An advice and its outcomes for the person who asks what is kept."""
    advice = record.advice
    return {
        "answer_id": advice.answer_id,
        "person": advice.person,
        "consented_at": advice.consented_at and advice.consented_at.isoformat(),
        "expires_at": advice.expires_at and advice.expires_at.isoformat(),
        "model": advice.model,
        "catalog_version": advice.catalog_version,
        "beds": [{**vars(bed), "roles": list(bed.roles)} for bed in advice.beds],
        "profile": dict(advice.profile),
        "outcomes": [_entry(each) for each in record.outcomes],
    }


def _entry(told: Outcome) -> dict[str, Any]:
    at = told.at.isoformat() if told.at else None
    return {"at": at, "by": told.by, "what": told.what, "mattress_id": told.mattress_id, **told.details()}
