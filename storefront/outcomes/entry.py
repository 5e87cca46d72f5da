"""What became of a bed: what is known under a code, and a few fields for what there is to add."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from catalog.errors import UserError
from catalog.mattress import Catalogue
from database.outcomes.records import Entered
from database.outcomes.told import ENDS, FELT, PARTS, RETURN_REASONS, SCORES, Outcome, Record, What
from storefront import session
from storefront.look import frame
from storefront.outcomes import keeping
from storefront.words import Words

ASKED: tuple[What, ...] = ("kept", "returned", "exchanged", "felt", "nights")

SCORE_PX = 340  # width of the field for a score

Records = Sequence[Record]
Told = Callable[[Records, Outcome], None]


def known(found: Records, beds: Catalogue, w: Words) -> str:
    """Everything told so far, oldest first, as a list."""
    two = len({record.advice.person for record in found}) > 1
    told = sorted(
        ((each, record.advice.person) for record in found for each in record.outcomes),
        key=lambda one: one[0].at or keeping.now(),
    )
    items = dict.fromkeys(
        sentence(each, beds, w) + (f" ({w(f'counter.person_{person}')})" if two and person else "")
        for each, person in told
    )
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else ""


def sentence(told: Outcome, beds: Catalogue, w: Words) -> str:
    """One entry with its day, its bed, what else was told and who told it."""
    parts = [w(f"outcomes.what_{told.what}")]
    if told.to_mattress_id:
        parts.append(w("outcomes.for_bed", mattress=_name(told.to_mattress_id, beds)))
    if told.what == "ordered" and told.followed is not None:
        parts.append(w("outcomes.followed" if told.followed else "outcomes.overridden"))
    if told.reason:
        kind = "back" if told.what in ENDS else "reason"
        parts.append(w("outcomes.reason", reason=w(f"outcomes.{kind}_{told.reason}")))
    for part in PARTS:
        if felt := getattr(told, part):
            where = "" if part == "felt" else f"{w.term(part)}: "
            parts.append(f"{where}{w(f'bed_feels.{felt}')}")
    if told.diary_score is not None:
        parts.append(w.number(told.diary_score))
    day = told.at.astimezone().date().isoformat() if told.at else ""
    by = told.by or w("outcomes.by_person")
    return w("outcomes.line", entry_date=day, mattress=_name(told.mattress_id, beds), what=", ".join(parts), by=by)


def form(found: Records, beds: Catalogue, by: str | None, tell: Told, *, score: float | None = None) -> None:
    """Fields for one entry about one of the beds that were ordered; `tell` gets it with whose records it is about.

    Args:
        by: who writes it, "" for the person; None while a name is missing.
        score: of the nights, as their diary has it.
    """
    visit = session.visit()
    n_told = sum(len(record.outcomes) for record in found)  # once it is written down the fields are empty again
    w, key = visit.words, f"told.{visit.key_of('')}{n_told}."
    ordered = list(dict.fromkeys(name for record in found for name in record.beds))
    bed = ordered[0]
    if len(ordered) > 1:
        bed = st.selectbox(
            w("outcomes.which_bed"), ordered, format_func=lambda name: _name(name, beds), key=f"{key}bed"
        )
    about = [record for record in found if bed in record.beds]
    what = st.pills(w("outcomes.what"), ASKED, format_func=lambda name: w(f"outcomes.what_{name}"), key=f"{key}what")
    if what is None:
        return
    if what in ("felt", "nights") and len(about) > 1:
        about = _of_one(about, f"{key}whose")
    details = _score(score, key) if what == "nights" else _details(what, bed, beds, key, alone=len(about) == 1)
    st.button(
        w("outcomes.write"),
        on_click=_tell,
        args=(tell, about, {"what": what, "mattress_id": bed, "by": by, **details}),
        type="primary",
        disabled=by is None or not _enough(what, details) or not about,
        key="write_outcome",
    )


def _of_one(about: Records, key: str) -> list[Record]:
    w = session.visit().words
    people = [record.advice.person for record in about]
    whose = st.pills(w("outcomes.whose"), people, format_func=lambda name: w(f"counter.person_{name}"), key=key)
    return [record for record in about if record.advice.person == whose]


def _details(what: What, bed: str, beds: Catalogue, key: str, *, alone: bool) -> dict[str, Any]:
    """`alone`: one person's bed; how it felt to two is asked of each by itself."""
    w = session.visit().words
    told: dict[str, Any] = {}
    if what == "exchanged":
        others = [each.mattress_id for each in beds if each.mattress_id != bed]
        told["to_mattress_id"] = st.selectbox(
            w("outcomes.to_bed"), others, index=None, format_func=lambda name: _name(name, beds), key=f"{key}to"
        )
    if what in ("returned", "exchanged"):
        told["reason"] = st.pills(
            w("outcomes.why_back"), RETURN_REASONS, format_func=lambda name: w(f"outcomes.back_{name}"), key=f"{key}why"
        )
    if alone:
        told |= _felt(key)
    return told


def _score(usual: float | None, key: str) -> dict[str, Any]:
    label = session.visit().words("outcomes.score")
    value = st.number_input(label, *SCORES, value=usual, step=0.5, format="%.1f", width=SCORE_PX, key=f"{key}score")
    return {"diary_score": value}


def _felt(key: str) -> dict[str, Any]:
    w = session.visit().words
    columns = st.columns(2)
    told = {}
    for i, part in enumerate(PARTS):
        with columns[i % 2]:
            told[part] = st.pills(
                w("outcomes.felt" if part == "felt" else f"outcomes.felt_{part}"),
                FELT,
                format_func=lambda name: w(f"bed_feels.{name}"),
                key=f"{key}{part}",
            )
    return told


def _enough(what: What, details: dict[str, Any]) -> bool:
    needed = {
        "exchanged": details.get("to_mattress_id") is not None,
        "felt": any(details.get(part) for part in PARTS),
        "nights": details.get("diary_score") is not None,
    }
    return needed.get(what, True)


def _tell(tell: Told, about: Records, told: Mapping[str, Any]) -> None:
    """How it ended and how it felt are two entries."""
    session.harvested()
    parts = {part: told[part] for part in PARTS if told.get(part)}
    if told["what"] != "felt":
        tell(about, Outcome(**{name: value for name, value in told.items() if name not in PARTS}))
    if parts:
        tell(about, Outcome("felt", told["mattress_id"], told["by"], **parts))


def came_of(entered: Sequence[Entered], beds: Catalogue, w: Words) -> list[str]:
    """What an entry came to: written, known before, and what others wrote meanwhile."""
    said = [w("outcomes.done")] if any(each.added for each in entered) else []
    known_before = [each.outcome for each in entered if not each.added]
    if known_before and not said:
        said.append(w("outcomes.known_before", entry=sentence(known_before[0], beds, w)))
    meanwhile = dict.fromkeys(sentence(each, beds, w) for one in entered for each in one.meanwhile)
    return [*said, *(w("outcomes.meanwhile", entry=each) for each in meanwhile)]


def tell(found: Records, told: Outcome, beds: Catalogue, w: Words) -> tuple[list[str], bool]:
    """Add an entry; what to say of it, and whether that is a problem."""
    try:
        return came_of(keeping.enter(found, told), beds, w), False
    except UserError as error:
        return [str(error)], True


def say(said: Sequence[str], problem: bool) -> None:
    kind, role = ("problem", "alert") if problem else ("said", "status")
    frame.show("".join(f'<p class="{kind}" role="{role}">{escape(each)}</p>' for each in said))


def _name(mattress_id: str, beds: Catalogue) -> str:
    bed = beds.by_id(mattress_id)
    return bed.name if bed else mattress_id
