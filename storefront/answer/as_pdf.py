"""A sheet to print: the answer in the words of the answer page, or the leaflet where an alarm sign comes first.

In front what goes into a shop: what the body needs and why, what to choose, what to ask for. On the back what is for
home: the measures that cost nothing, and seven nights to write down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from itertools import groupby
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable

from recommender.advice import safety
from recommender.advice.diary import Night, plan
from recommender.explanation import Explanation
from recommender.household import Household
from recommender.sleeper import Sleeper
from storefront.answer import drawings as answer_drawings
from storefront.answer import filled_in
from storefront.answer.as_lines import AnswerLines, PickLines, answer_lines
from storefront.answer.household import TogetherLines, WayLines
from storefront.answer.household import lines as together_lines
from storefront.answer.on_page.bed_cards import site
from storefront.answer.specification import SpecificationLines
from storefront.look.theme import LIGHT
from storefront.paper.parts import GAP, WIDTH, Begin, End, Picture, Sheet, Styles, columns, equal, note, padding
from storefront.paper.sheet import Side, document_of
from storefront.words import Words, words, words_for

REST_CALL: Final = "leaflet.call_gp_today"  # for every sign that names no other call
CARD_SHARES: Final = (0.44, 0.28, 0.28)  # of the width: the first pick says more than those beside it
FIGURE_SHARES: Final = (0.4, 0.3, 0.3)  # of the width: the first choice, and close up too soft and too firm
TEST: Final = "seven_nights"
COLUMNS: Final = ("night", "date", "change", "pain", "better", "woken", "unusual")
CHANGE: Final = COLUMNS.index("change")
TABLE_SHARES: Final = (0.07, 0.1, 0.36, 0.11, 0.11, 0.1, 0.15)  # of the width, for the columns of the test
ROW_PT: Final = 27.0  # high enough to write a figure in
CELL_PT: Final = 3.0  # around what a cell says
_TAG: Final = re.compile(r"<[^>]+>")
_SAYS: Final = re.compile(r'aria-label="([^"]*)"')


@dataclass(frozen=True)
class Couple:
    """Who sleeps beside the person of an answer, and how the two can sleep."""

    partner: Sleeper
    together: Household


def answer_pdf(
    answer: Explanation,
    language: str,
    *,
    sleeper: Sleeper,
    versions: Mapping[str, str],
    made: date,
    couple: Couple | None = None,
) -> bytes:
    """The answer on both sides of one sheet of A4, without products where an alarm sign comes first.

    Args:
        answer: what the answer page shows.
        language: of `storefront.words`.
        sleeper: whose answer it is, for the drawings and what was filled in.
        versions: of model, catalogue and answer, as `engine.figures_of` gives them.
        made: the date printed on it.
        couple: where two people share the bed.
    """
    if answer.safety["products_hidden"]:
        return leaflet_pdf(language, made=made, versions=versions)
    w = words_for(language, *sleeper.wishes.markets)
    page = _Page(answer, sleeper, couple, answer_lines(answer, sleeper, versions, w), w)
    beside = w("take_home.answer", answer_id=versions["answer_id"]) if versions.get("answer_id") else ""
    sides = [Side(page.lines.heading, page.for_the_shop), Side(w("take_home.at_home"), page.for_home)]
    return document_of(sides, beside, made, w)


def leaflet_pdf(language: str, *, made: date, versions: Mapping[str, str] | None = None) -> bytes:
    """When to call a doctor, on one A4 page: the same for everybody. `versions`: given where it replaces an answer."""
    w = words(language)
    return document_of([Side(w("leaflet.title"), lambda s: _leaflet(versions, s, w))], "", made, w)


class _Page:
    """The answer's page; its drawings are made once, its paragraphs at each size that is tried."""

    def __init__(
        self, answer: Explanation, sleeper: Sleeper, couple: Couple | None, lines: AnswerLines, w: Words
    ) -> None:
        self.lines, self.w = lines, w
        on_cards = {pick.rank for pick in lines.picks}
        shown = replace(answer, picks=tuple(pick for pick in answer.picks if str(pick.rank) in on_cards))
        self.scale = answer_drawings.scale(shown, w)
        self.figures = answer_drawings.figures(answer, sleeper, w)
        self.urls = {str(pick.rank): pick.url for pick in answer.picks if site(pick.url)}
        self.nights = plan(TEST, sleeper)
        self.told = [lines.filled_in, *([filled_in.beside(couple.partner, w)] if couple else [])]
        self.together = together_lines(couple.together, w) if couple else None

    def for_the_shop(self, s: Styles) -> list[Flowable]:
        lines, w = self.lines, self.w
        return [
            *(note([s.p(why, bold=by_when)], "amber-wash", WIDTH) for by_when, why in lines.care),
            self._need(s),
            *self._figures(s),
            *(_together(self.together, s, w) if self.together else []),
            *self._picks(s),
            *_near(lines, s, w),
            *_ask_for(lines.ask_for, s),
            *_small_print(lines, s),
        ]

    def for_home(self, s: Styles) -> list[Flowable]:
        lines, w = self.lines, self.w
        free = [s.heading_of(w("result.free_first")), *s.listed([s.told(said, grade) for said, grade in lines.tips])]
        pillow = [s.heading_of(w("pillow.title")), s.p(lines.pillow)]
        test = [s.heading_of(w("take_home.nights")), s.p(w("diary.why")), s.gap(0.3), _test(self.nights, s, w)]
        after = [s.gap(), s.p(w("take_home.evaluate_how")), s.p(w("take_home.signs"), s.watch)]
        return [*free, *pillow, *test, *after, *_small_print(lines, s)]

    def _need(self, s: Styles) -> Flowable:
        """What the body needs and what that rests on, beside the scale."""
        lines = self.lines
        verdict = [s.p(said, bold=lines.verdict[0] if i == 0 else "") for i, said in enumerate(lines.verdict[1:])]
        left: list[Flowable] = [s.p(lines.target, s.lead), s.p(lines.target_80, s.quiet)]
        left += [s.p(said, s.watch) for said in lines.cautions]
        left += [s.p("", bold=self.w("take_home.told")), *(s.p(said) for said in (*self.told, *lines.present_bed))]
        svg, legend = self.scale.split("</svg>")
        widths = [0.58 * WIDTH, 0.42 * WIDTH - GAP]
        right = [_picture(svg + "</svg>", widths[1]), s.p(unescape(_TAG.sub("", legend)), s.quiet)]
        left += [s.gap(0.2), note(verdict, "wash", widths[0])]
        return columns([left, right], widths)

    def _figures(self, s: Styles) -> list[Flowable]:
        """The person on the first choice, and on a bed too soft and one too firm where the difference shows."""
        if len(self.figures) == 1:
            only, widths = self.figures[0], [0.4 * WIDTH, 0.6 * WIDTH - GAP]
            beside = [s.p("", bold=only.title), s.p(self.w("result.not_hard_to_please"))]
            return [columns([[_picture(only.svg, widths[0])], beside], widths)]
        widths = [share * (WIDTH - 2 * GAP) for share in FIGURE_SHARES]
        drawn = [
            [_picture(figure.svg, width), s.p(figure.why, s.quiet, bold=figure.title)]
            for figure, width in zip(self.figures, widths, strict=True)
        ]
        return [columns(drawn, widths)]

    def _picks(self, s: Styles) -> list[Flowable]:
        lines = self.lines
        widths = [share * (WIDTH - (len(CARD_SHARES) - 1) * GAP) for share in CARD_SHARES]
        cards = [
            note(self._pick(pick, s), "card", width, frame="line")
            for pick, width in zip(lines.picks, widths, strict=False)
        ]
        places = [[card] for card in cards] + [[]] * (len(widths) - len(cards))
        found: list[Flowable] = [columns(places, widths)] if cards else []
        rows: list[Flowable] = [
            s.row(f"{rank}. ", name, f", {suits}, {price}", self.urls.get(rank, ""))
            for rank, name, suits, price in lines.rest
        ]
        half = (len(rows) + 1) // 2
        if rows:
            found += [Begin("L"), columns([rows[:half], rows[half:]], equal(2), 0), End()]
        said = " ".join(one for one in (*(pick.at_best for pick in lines.picks), lines.undecided) if one)
        if said:
            found.append(s.p(said))
        return [s.heading_of(lines.picks_heading), *found] if found else []

    def _pick(self, pick: PickLines, s: Styles) -> list[Flowable]:
        points = f"{pick.near}. {pick.fit}" if pick.fit else ""
        said = (*pick.reasons, pick.setting, *((", ".join(pick.alike),) if pick.alike else ()))
        url = self.urls.get(pick.rank, "")
        return [
            *(s.p("", bold=role) for role in pick.roles),
            s.p("", bold=f"{pick.rank}. {pick.name}", url=url, role="H3"),
            s.p(" · ".join(part for part in (pick.facts, pick.price) if part), s.quiet),
            *([s.p(pick.site, s.quiet, url=url)] if url else []),
            s.p(points, bold=f"{pick.chance}," if points else pick.chance),
            *s.listed([s.point(one) for one in said if one]),
            *([s.p(f"– {pick.caution}", s.watch)] if pick.caution else []),
        ]


def _small_print(lines: AnswerLines, s: Styles) -> list[Flowable]:
    return [s.gap(0.5), *(s.p(said, s.quiet) for said in lines.small_print)]


def _test(nights: Sequence[Night], s: Styles, w: Words) -> Flowable:
    """Seven rows to fill in; what to change stands once for the nights it holds for."""
    edges = [share * WIDTH for share in TABLE_SHARES]
    rows: list[list[Any]] = [[s.p(w(f"take_home.table_{name}"), s.quiet) for name in COLUMNS]]
    spans: list[tuple[Any, ...]] = []
    heights: list[float | None] = [None]
    for change, group in groupby(nights, key=lambda night: night.change):
        of_change = list(group)
        first = len(rows)
        for i, night in enumerate(of_change):
            said = s.p(w(change)) if i == 0 else ""
            rows.append([s.p(str(night.number)), "", said, *[""] * (len(COLUMNS) - CHANGE - 1)])
        said = rows[first][CHANGE]
        _, high = said.wrap(edges[CHANGE] - 2 * CELL_PT, A4[1])
        heights += [max(ROW_PT, (high + 2 * CELL_PT) / len(of_change))] * len(of_change)
        if len(of_change) > 1:
            spans.append(("SPAN", (CHANGE, first), (CHANGE, len(rows) - 1)))
    lines = [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor(LIGHT["edge"])),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(LIGHT["wash"])),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *padding(CELL_PT),
    ]
    return Sheet(rows, edges, [*lines, *spans], heights)


def _together(two: TogetherLines, s: Styles, w: Words) -> list[Flowable]:
    """Two people: the advice and its reasons, what it means for each, and the other ways in a line each."""
    advised = [part for way in two.advised for part in _way(way, s, w)]
    heads = [s.p(" ".join(two.reasons), bold=f"{two.heading}.")]
    others = [s.p(f"{way.kind}: {way.price}", s.quiet, role="LI") for way in two.others]
    return [s.heading_of(w("take_home.choice_two")), note([*heads, *advised], "wash", WIDTH), *s.listed(others)]


def _way(way: WayLines, s: Styles, w: Words) -> list[Flowable]:
    each: list[Flowable] = [
        s.p(f"{name}, {suits}", bold=f"{w('household.person', n=n)}:", role="LI")
        for n, (name, suits) in enumerate(way.people, start=1)
    ]
    return [s.p(way.price, bold=f"{way.kind}:"), *s.listed([*each, *(s.point(said, s.quiet) for said in way.why)])]


def _ask_for(asked: SpecificationLines, s: Styles) -> list[Flowable]:
    """What to take into a shop: what to ask for beside what to ask and to try."""
    rows = s.listed([s.p(value, bold=f"{label}:", role="LI") for label, value in asked.rows])
    lists: list[Flowable] = []
    for heading, items in ((asked.questions_heading, asked.questions), (asked.checks_heading, asked.checks)):
        lists += [s.p("", bold=heading, role="H3"), *s.listed([s.point(said) for said in items])]
    return [s.heading_of(asked.heading), columns([rows, lists], equal(2))]


def _near(lines: AnswerLines, s: Styles, w: Words) -> list[Flowable]:
    found: list[Flowable] = []
    for key, named in (("result.ask_price", lines.ask_price), ("result.not_chosen", lines.near)):
        if named:
            found += [s.heading_of(w(key)), *s.listed([s.point(said) for said in named])]
    return found


def _leaflet(versions: Mapping[str, str] | None, s: Styles, w: Words) -> list[Flowable]:
    calls = s.listed([s.p(w(key), role="LI") for key in safety.who_to_call()])
    found: list[Flowable] = [
        s.p(w("leaflet.intro")),
        s.gap(),
        note([s.heading_of(w("leaflet.call_heading")), *calls], "red-wash", WIDTH),
    ]
    lists = (
        (safety.LEAFLET_HEADING, safety.LEAFLET),
        (safety.LEAFLET_DAYS_HEADING, safety.LEAFLET_DAYS),
        (safety.LEAFLET_WEEKS_HEADING, safety.LEAFLET_WEEKS),
    )
    for heading, keys in lists:
        signs: list[Flowable] = []
        for key in keys:
            call = safety.call_for(key) if keys is safety.LEAFLET else REST_CALL
            signs.append(s.point(w(key)))
            if call != REST_CALL:
                signs.append(s.p("", bold=w(call), role="LI"))
        found += [s.heading_of(w(heading)), *s.listed(signs)]
    small = [w("disclaimer.result"), *([w("result.versions", **versions)] if versions else [])]
    return [*found, s.gap(), s.p(w("leaflet.stop_and_call")), s.gap(), *(s.p(said, s.quiet) for said in small)]


def _picture(svg: str, width: float) -> Picture:
    """A drawing with the words that it has for who cannot see it."""
    says = _SAYS.search(svg)
    return Picture(svg, width, unescape(says[1]) if says else "")
