"""Tables and sentences of the catalogue desk as HTML: everything from a file or the database is shown as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from catalog.comparison import PRICE_OF_SIZE, STOCK_OF_SIZE, Change, Comparison, Value
from catalog.mattress import Finding
from catalog.texts import shortened
from database.updates import Effects
from database.versions import Version
from storefront.words import Words

MOST_ROWS = 100  # shown; the file to download has all of them
MOST_NAMES = 12
LONGEST_CELL = 160  # characters

_DESPITE = re.compile(r"(\w+): (.*)", re.DOTALL)
_LOST_BEFORE = re.compile(r"(\d+) of (\d+) beds; before (\d+) of (\d+)")  # as values were stored before step 0007
_ABOUT = re.compile(r"(?:(?P<bed>\S+), )?version (?P<number>\d{1,9})(?:, (?P<file>.*))?", re.DOTALL)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], label: str) -> str:
    """A table that scrolls on its own where it is wider than the screen, also by keyboard."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div role="region" aria-label="{escape(label)}" tabindex="0" style="overflow-x:auto">'
        f'<table class="plain" style="min-width:40rem"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def findings(found: Sequence[tuple[Finding, int]], w: Words) -> str:
    """Each kind of finding once: how often it occurred, its reason and how to fix it, and the first row it is in."""
    names = ("severity", "count", "reason", "mend", "row", "field", "value")
    rows = [
        (w.term(each.severity), w.number(count, 0), *said(each, w), each.where, each.field, each.value)
        for each, count in found
    ]
    return table([w(f"desk.col_{name}") for name in names], rows, w("desk.findings"))


def said(finding: Finding, w: Words) -> tuple[str, str]:
    """Reason and fix in the language of the page; the reader's own text where the page has no words for it."""
    key = f"finding.{finding.key}"
    reason = w(key) if key in w else finding.text
    mend = w(f"{key}.mend") if f"{key}.mend" in w else "" if key in w else finding.mend
    return reason, mend


def changes(found: Comparison, w: Words) -> str:
    """Every field whose value differs, by product."""
    told = _telling(found.changed)
    rows = [(found.name(c.mattress_id), field(c.field, w), value(c.before, w), value(c.after, w)) for c in told]
    headings = [w(f"desk.col_{name}") for name in ("product", "field", "before", "after")]
    return table(headings, rows, w("desk.changes"))


def field(name: str, w: Words) -> str:
    """A field of a mattress in words; the price or stock of one size with that size."""
    if f"desk.field.{name}" in w:
        return w(f"desk.field.{name}")
    for start, key in ((PRICE_OF_SIZE, "price_of_size"), (STOCK_OF_SIZE, "stock_of_size")):
        if name.startswith(start):
            return w(f"desk.field.{key}", size=name.removeprefix(start))
    return name.replace("_", " ")


def _telling(changed: Sequence[Change]) -> list[Change]:
    """The fields that decide who gets a bed first."""
    return sorted(changed, key=lambda change: change.kind == "other")[:MOST_ROWS]


def value(shown: Value, w: Words) -> str:
    if shown is None or shown == "":
        return w("desk.not_known")
    if isinstance(shown, bool):
        return w.term("yes" if shown else "no")
    return shown if isinstance(shown, str) else w.number(shown, 2)


def difference(found: Comparison, w: Words) -> str:
    """How many products are new, gone, or changed in each kind of field, with the names of the new and gone ones."""
    counts = [("new", len(found.added)), ("gone", len(found.removed)), *found.counts().items()]
    told = [(kind, n) for kind, n in counts if n]
    if not told:
        return f"<p>{escape(w('desk.same'))}</p>"
    cells = "".join(f"<li><b>{w.number(n, 0)}</b> {escape(w(f'desk.count_{kind}'))}</li>" for kind, n in told)
    named = "".join(
        f"<p><b>{escape(w(f'desk.count_{kind}'))}:</b> {names(map(found.name, ids), w)}</p>"
        for kind, ids in (("new", found.added), ("gone", found.removed))
        if ids
    )
    return f"<ul>{cells}</ul>{named}"


def effect(effects: Effects, w: Words) -> str:
    """Effect of the update on first choices, as short sentences."""
    every, saved = effects.standard, effects.saved
    lines = [w("desk.effect_standard", percent=_percent(every.first_choice_changed, w), n=every.people)]
    if saved:
        lines.append(w("desk.effect_saved", percent=_percent(saved.first_choice_changed, w), n=saved.people))
    lines = [f"<p>{escape(line)}</p>" for line in lines]
    often = [f"{effects.name(each)} ({_percent(share, w)})" for each, share in every.chosen_too_often]
    close, unranked = (list(map(effects.name, ids)) for ids in (every.never_close, every.without_firmness))
    for key, beds in (("too_often", often), ("never_close", close), ("unranked", unranked)):
        if beds:
            lines.append(f"<p><b>{escape(w(f'desk.effect_{key}', n=len(beds)))}</b> {names(beds, w)}</p>")
    lines.append(f"<p>{escape(w('desk.effect_never', n=len(every.never_chosen)))}</p>")
    return "".join(lines)


def version_line(version: Version, w: Words) -> str:
    """A version's name in a list or a sentence; plain text, for widgets."""
    done = version.by_hand
    told: dict[str, str] = (
        {"of_version": str(done.of_version), "who": done.who, "bed": done.bed, "why": done.why}
        if done
        else {"source": version.source}
    )
    return w(
        f"desk.version_{done.what}" if done else "desk.version",
        number=str(version.version_id),
        n=version.mattresses,
        imported_date=version.imported_at.astimezone().date().isoformat(),
        **told,
    )


def despite(stored: Sequence[str], w: Words) -> str:
    """The findings in spite of which a version went live, as they are stored ("key: value"), in words."""
    return "; ".join(_finding(each, w) for each in stored)


def _finding(stored: str, w: Words) -> str:
    told = _DESPITE.fullmatch(stored)
    if told is None or f"finding.{told[1]}" not in w:
        return stored
    figures = _LOST_BEFORE.sub(r"\3/\4 → \1/\2", told[2])
    return f"{w(f'finding.{told[1]}').rstrip('.')} ({figures})"


def about(stored: str, w: Words) -> str:
    """What an act of staff was about: a bed, a version, a file of it, in words."""
    told = _ABOUT.fullmatch(stored)
    if told is None:
        return stored
    parts = (told["bed"], w("desk.about_version", number=told["number"]), told["file"])
    return ", ".join(part for part in parts if part)


def names(beds: Iterable[str], w: Words) -> str:
    every = list(beds)
    more = f" {escape(w('desk.and_more', n=len(every) - MOST_NAMES))}" if len(every) > MOST_NAMES else ""
    return ", ".join(_cell(name) for name in every[:MOST_NAMES]) + more


def _percent(share: float, w: Words) -> str:
    return f"{w.number(100 * share)} %"


def _cell(text: str) -> str:
    return escape(shortened(text, LONGEST_CELL))
