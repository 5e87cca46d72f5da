"""Answers in the terminal: alarm signs, whom to see, what the body needs, free measures, then the beds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalog.mattress import Catalogue
from recommender.advice.care import TERMS, Care
from recommender.advice.safety import LEAFLET, LEAFLET_HEADING, call_for
from recommender.experience.next_to_try import Trial
from recommender.explanation import Explanation, Pick
from storefront.answer import chance, surer, ties
from storefront.answer.as_json import say
from storefront.answer.on_page.bed_cards import price, setting, uses_zones
from storefront.answer.specification import specification_lines, target_80_said, target_said
from storefront.plain_text import terminal
from storefront.words import Words


def show(explanation: Explanation, w: Words, partner: tuple[Care, ...] = ()) -> None:
    """Print the answer to one person in the language of `w`; `partner`: whom a second person should see."""
    out = terminal()
    if explanation.safety["products_hidden"]:
        _leaflet(out, w)
        return
    own = [(one, "") for one in explanation.care]
    for one, whose in sorted([*own, *((one, f"{w('cli.second_person')} ") for one in partner)], key=_urgency):
        _heading(out, whose + w(f"safety.level_{one.term}"))
        out.print(say(one.reason, "advice", w))
    target = explanation.target
    _heading(out, w("result.needs"))
    out.print(target_said(target.firmness, w.term(target.label), w))
    out.print(target_80_said(target.firmness_80, w))
    if any(map(uses_zones, explanation.picks)):
        out.print(", ".join(f"{w.term(zone)} {w.number(value)}" for zone, value in target.zones.items()))
    for caution in explanation.cautions:
        out.print(say(caution, "caution", w))
    _heading(out, w("result.free_first"))
    for tip in explanation.advice:
        out.print(f"- {say(tip, 'advice', w)}")
    out.print(f"- {say(explanation.pillow, 'pillow', w)}")
    for reason in explanation.topper.said if explanation.topper else ():
        out.print(f"- {say(reason, 'topper', w)}")
    _heading(out, w(f"{chance.verdict_words(explanation)}.heading"))
    for reason in explanation.verdict_reasons:
        out.print(say(reason, "verdict", w))
    for group, n in explanation.n_tied.items():
        tied = [pick for pick in explanation.picks if pick.tie_group == group]
        ranks = [pick.rank for pick in tied]
        if n > 1 and (len(ranks) > 1 or ranks[0] == 1):  # not of a single bed far down that holds a role
            out.print(f"{_places(ranks)}: {ties.said(tied, n, w)}")
    if explanation.picks:
        out.print(_beds(explanation, w))
    kinds = [list(members) for _, members in groupby(sorted(explanation.picks, key=_kind), key=_kind)]
    shared = _of_all(explanation.picks, w) if len(kinds) > 1 else []
    for picks in kinds:
        _why(out, picks, shared, w)
    if shared:
        out.print(w("cli.watch_all"))
    for line in shared:
        out.print(f"- {line}")
    if explanation.picks and explanation.undecided:
        out.print(w("result.undecided", n=explanation.undecided))
    if explanation.ask_price:
        _heading(out, w("result.ask_price"))
        out.print(w("result.ask_price_why"))
    for asked in explanation.ask_price:
        out.print(f"- {asked.mattress.name}: {chance.to_ask(asked, w)}")
    if explanation.not_chosen:
        _heading(out, w("result.not_chosen"))
    for near in explanation.not_chosen:
        out.print(f"- {near.mattress.name}: {say(near.reason, 'not_chosen', w)}")
    if explanation.unranked:
        _heading(out, w("result.unranked", n=len(explanation.unranked)))
        out.print(", ".join(mattress.name for mattress in explanation.unranked))
    if explanation.surer is not None:
        _heading(out, w("result.surer"))
        for line in surer.lines(explanation.surer, w) or (w("surer.nothing"),):
            out.print(f"- {line}")
    wanted = specification_lines(explanation.specification, w)
    _heading(out, wanted.heading)
    for label, value in wanted.rows:
        out.print(f"- {label}: {value}")
    if explanation.as_of and (explanation.picks or explanation.ask_price):
        out.print(f"\n{w('result.as_of', as_of_date=explanation.as_of.isoformat())}")
    out.print(f"\n{w('disclaimer.result')} {w('result.answer_id', answer_id=explanation.answer_id)}")


def show_trials(trials: Sequence[Trial], w: Words) -> None:
    """Print which bed to lie on next, and what each answer is expected to be worth."""
    if not trials:
        return
    out = terminal()
    _heading(out, w("cli.next_to_try"))
    for trial in trials:
        out.print(w("cli.trial", mattress=trial.mattress.name, gain=trial.gain))
    out.print(w("cli.trial_left", loss=max(trials[0].loss_after, 0)))


def show_catalogue(version_id: int | None, is_live: bool, catalogue: Catalogue, w: Words) -> None:
    """Say which catalogue the beds are from."""
    kind = "file" if version_id is None else "live" if is_live else "version"
    terminal().print(Text(w(f"cli.catalogue_{kind}", n=version_id or 0, source=catalogue.source)))


def show_lying(lying: Mapping[str, Any], w: Words) -> None:
    """Print the answer of `lie`: a table of the zones and the figures of the whole body."""
    out = terminal()
    spine, position = lying["spine"], lying["position"]
    out.print(w("cli.lying", position=position, tilt_deg=spine["tilt_deg"]))
    if position == "side":
        out.print(w("cli.waist_sag", sag_mm=spine["waist_sag_mm"]))
    else:
        out.print(w("cli.lumbar_angle", lumbar_deg=spine["lumbar_angle_change_deg"]))
    out.print(w("cli.immersion", **{f"{zone}_mm": depth for zone, depth in lying["immersion_mm"].items()}))
    out.print(w("cli.contact", area_cm2=lying["contact_area_cm2"], **lying["pressure"]))
    table = Table(box=box.SIMPLE)
    for column in ("cli.zone", "cli.force_share", "cli.peak_kpa"):
        table.add_column(w(column), justify="left" if column == "cli.zone" else "right")
    for zone, figures in lying["zones"].items():
        share, peak = figures["force_share"], figures["peak_kpa"]
        table.add_row(w(f"cli.zone_{zone}"), f"{w.number(100 * share)} %", w.number(peak))
    out.print(table)
    for caution in lying["cautions"]:
        out.print(caution["text"])


def _urgency(said: tuple[Care, str]) -> int:
    return TERMS.index(said[0].term)


def _heading(out: Console, text: str) -> None:
    out.print(f"\n{text}", style="bold")


def _leaflet(out: Console, w: Words) -> None:
    _heading(out, w(LEAFLET_HEADING))
    for sign in LEAFLET:
        out.print(f"- {w(sign)} {w(call_for(sign))}")
    out.print(f"\n{w('safety.products_hidden')}")


def _beds(explanation: Explanation, w: Words) -> Table:
    """The picks, a line between tie groups."""
    table = Table(box=box.SIMPLE)
    for name in ("cli.rank", "cli.bed", "cli.price", "cli.chance", "cli.fit", "cli.between"):
        table.add_column(w(name), justify="left" if name == "cli.bed" else "right")
    following = [*explanation.picks[1:], None]
    for pick, after in zip(explanation.picks, following, strict=True):
        low, high = pick.fit_80
        suits = chance.short(pick.chance_suits)
        cells = (str(pick.rank), _named(pick, w), _price(pick, w), suits, w.number(pick.fit, 0))
        ends_group = after is not None and after.tie_group != pick.tie_group
        table.add_row(*cells, f"{w.number(low, 0)}-{w.number(high, 0)}", end_section=ends_group)
    return table


def _why(out: Console, picks: Sequence[Pick], shared: Sequence[str], w: Words) -> None:
    """One block for the beds of one kind: their names, what holds for all, then what holds for one."""
    for pick in picks:
        out.print(Text.assemble(f"{pick.rank}. ", (_named(pick, w), "bold")))
    first = picks[0]
    if len(picks) > 1:
        out.print(f"   {w('result.one_kind', n=len(picks))}")
    out.print(f"   {chance.dots(first.chance_suits)} {chance.sentence(first.chance_suits, w)}")
    if first.setting:
        out.print(f"   {w('result.setting')} {setting(first, w)}")
    if first.put_right is not None and any("most_forgiving" in pick.roles for pick in picks):
        out.print(f"   {w('result.put_right', put_right_fit=first.put_right, now_fit=first.fit)}")
    every = [_said(pick, shared, w) for pick in picks]
    for line in dict.fromkeys(line for lines in every for line in lines):
        whose = [pick.rank for pick, lines in zip(picks, every, strict=True) if line in lines]
        out.print(f"   {line}" if len(whose) == len(picks) else f"   {_places(whose)}: {line}")


def _said(pick: Pick, shared: Sequence[str], w: Words) -> list[str]:
    cautions = [say(caution, "caution", w) for caution in pick.cautions]
    sold = [price(pick, w)] if pick.price is not None else []
    if pick.delivery_days is not None and not pick.is_history:
        sold.append(w("result.delivered", n_days=pick.delivery_days))
    own = [f"{w('cli.watch')} {line}" for line in cautions if line not in shared]
    return sold + [say(reason, "reason", w) for reason in pick.reasons] + own


def _of_all(picks: Sequence[Pick], w: Words) -> list[str]:
    """What is to be watched with every bed shown: it is said once."""
    lines = [[say(caution, "caution", w) for caution in pick.cautions] for pick in picks]
    return [line for line in lines[0] if all(line in others for others in lines)]


def _kind(pick: Pick) -> int:
    return pick.kind


def _price(pick: Pick, w: Words) -> str:
    """For a column: its size and day are said below."""
    if pick.price is None:
        return w("result.price_unknown")
    amount = w.money(pick.price, pick.currency or "EUR")
    return w("result.price_was_short", amount=amount) if pick.is_history else amount


def _named(pick: Pick, w: Words) -> str:
    """A bed's name, and the roles it holds."""
    roles = ", ".join(w(f"role.{role}") for role in pick.roles)
    return f"{pick.mattress.name} ({roles})" if roles else pick.mattress.name


def _places(ranks: Sequence[int]) -> str:
    """Ranks in short: 1-3, 8."""
    runs: list[list[int]] = []
    for rank in ranks:
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
