"""The report on outcomes as HTML: what came back, stated chances beside what was kept, how beds felt."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from database.outcomes.counting import FOLLOWED, LEAST, OVERRIDDEN, UNKNOWN, Report, Share
from database.outcomes.told import FELT
from storefront.desk.tables import table
from storefront.words import Words

WIDTH, HEIGHT, EDGE = 320, 240, 34  # px of the picture, and its margin for the axes


def report(found: Report, w: Words) -> str:
    """The whole report; where nothing ended yet, that alone."""
    head = f"<p>{escape(_counts(found, w))}</p>"
    small = f'<p class="quiet">{escape(w("outcomes.small", least=LEAST))}</p>'
    if found.ended == 0:
        return head
    return head + small + _came_back(found, w) + _chances(found, w) + _felt(found, w)


def _counts(found: Report, w: Words) -> str:
    if found.orders == 0:
        return w("outcomes.none_yet")
    return w("outcomes.counts", ordered=_number(found.orders, w), ended=_number(found.ended, w))


def _came_back(found: Report, w: Words) -> str:
    names = ["all", FOLLOWED, OVERRIDDEN, *([UNKNOWN] if found.came_back[UNKNOWN].n != 0 else [])]
    rows = [(w(f"outcomes.group_{name}"), *_cells(found.came_back[name], w)) for name in names]
    rows += [
        (w("outcomes.because", reason=w(f"outcomes.reason_{name}")), *_cells(each, w))
        for name, each in found.by_reason.items()
        if each.n != 0
    ]
    headings = [w(f"outcomes.col_{name}") for name in ("advice", "ended", "back", "interval")]
    note = f'<p class="quiet">{escape(w("outcomes.not_alike"))}</p>'
    return f"<h3>{escape(w('outcomes.back_heading'))}</h3>" + table(headings, rows, w("outcomes.back_heading")) + note


def _chances(found: Report, w: Words) -> str:
    rows = [
        (
            w("outcomes.band", low_share=band.low, high_share=band.high),
            w("outcomes.withheld") if band.stated is None else _percent(band.stated, w),
            *_cells(band.kept, w),
        )
        for band in found.bands
        if band.kept.n != 0
    ]
    headings = [w(f"outcomes.col_{name}") for name in ("stated", "mean", "ended", "kept", "interval")]
    kept, lead = found.kept, ""
    if found.stated is not None and kept.share is not None:
        lead = f"<p>{escape(w('outcomes.mean_chance', stated_share=found.stated, kept_share=kept.share))}</p>"
    heading = w("outcomes.chance_heading")
    return (
        f"<h3>{escape(heading)}</h3>{lead}{picture(found, w)}{table(headings, rows, heading)}"
        f'<p class="quiet">{escape(w("outcomes.kept_is_not_suits"))}</p>'
    )


def _felt(found: Report, w: Words) -> str:
    rows = []
    for part, said in found.felt.items():
        if any(each.n != 0 for each in said.values()):
            n = said[FELT[0]].n
            name = w("outcomes.part_whole") if part == "felt" else w.term(part)
            rows.append((name, _number(n, w), *(_share(said[word], w) for word in FELT)))
    if not rows:
        return ""
    headings = [w("outcomes.col_part"), w("outcomes.col_answers"), *(w(f"bed_feels.{word}") for word in FELT)]
    heading = w("outcomes.felt_heading")
    return f"<h3>{escape(heading)}</h3>{table(headings, rows, heading)}"


def picture(found: Report, w: Words) -> str:
    """Each band of stated chance as a point with its interval, beside the line on which both would be equal; "" while
    fewer than two bands can be shown. The table beside it says the same.
    """
    points = [(b.stated, b.kept) for b in found.bands if b.stated is not None and b.kept.share is not None]
    if len(points) < 2:
        return ""
    marks = "".join(_mark(stated, kept) for stated, kept in points)
    ticks = "".join(
        f'<text x="{_x(at):.0f}" y="{HEIGHT - EDGE + 14}" text-anchor="middle">{_percent(at, w)}</text>'
        f'<text x="{EDGE - 4}" y="{_y(at) + 4:.0f}" text-anchor="end">{_percent(at, w)}</text>'
        for at in (0.0, 0.5, 1.0)
    )
    thin = 'stroke="currentColor" stroke-opacity=".5"'
    return (
        f'<svg class="calibration" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(w("outcomes.picture"))}" '
        'style="display:block;max-width:26rem;width:100%;margin-bottom:1rem;font-size:11px" '
        'fill="currentColor" stroke="none">'
        f'<path d="M{_x(0)} {_y(1)} V{_y(0)} H{_x(1)}" fill="none" {thin}/>'
        f'<path d="M{_x(0)} {_y(0)} L{_x(1)} {_y(1)}" stroke-dasharray="4 4" {thin}/>'
        f"{ticks}{marks}"
        f'<text x="{_x(1)}" y="{HEIGHT - 4}" text-anchor="end">{escape(w("outcomes.axis_stated"))}</text>'
        f'<text x="{EDGE + 4}" y="{EDGE - 12}">{escape(w("outcomes.axis_kept"))}</text></svg>'
    )


def _mark(stated: float, kept: Share) -> str:
    assert kept.share is not None and kept.low is not None and kept.high is not None
    x = f"{_x(stated):.1f}"
    return (
        f'<path d="M{x} {_y(kept.low):.1f} V{_y(kept.high):.1f}" stroke="currentColor" stroke-width="2"/>'
        f'<circle cx="{x}" cy="{_y(kept.share):.1f}" r="4"/>'
    )


def _x(share: float) -> float:
    return EDGE + share * (WIDTH - EDGE - 16)


def _y(share: float) -> float:
    return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)


def _cells(each: Share, w: Words) -> Sequence[str]:
    """Of how many, the share, and its interval."""
    if each.n is None:
        return (w("outcomes.withheld"),) * 3
    if each.low is None or each.high is None:
        return (_number(each.n, w), "", "")
    return _number(each.n, w), _share(each, w), f"{_percent(each.low, w)} – {_percent(each.high, w)}"


def _share(each: Share, w: Words) -> str:
    if each.n is None:
        return w("outcomes.withheld")
    return "" if each.share is None else f"{_percent(each.share, w)} ({_number(each.count, w)})"


def _percent(share: float, w: Words) -> str:
    return f"{w.number(100 * share, 0)}%"


def _number(n: int | None, w: Words) -> str:
    return w("outcomes.withheld") if n is None else w.number(n, 0)
