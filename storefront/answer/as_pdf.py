"""One page to print: the answer in the words of the answer page, or the leaflet where an alarm sign comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from recommender.advice import safety
from recommender.explanation import Explanation
from recommender.sleeper import Sleeper
from storefront.answer import drawings as answer_drawings
from storefront.answer.as_lines import AnswerLines, PickLines, answer_lines
from storefront.answer.specification import SpecificationLines
from storefront.drawing.paper_fonts import FONTS, embed_fonts, lettered
from storefront.drawing.svg_on_paper import paper_drawing
from storefront.look.frame import mark
from storefront.look.theme import LIGHT
from storefront.words import Words, words

REST_CALL: Final = "leaflet.call_gp_today"  # for every sign that names no other call
MARGIN: Final = 14 * mm
WIDTH: Final[float] = A4[0] - 2 * MARGIN
GAP: Final[float] = 4 * mm
ABREAST: Final = 3  # picks side by side
DRAWN: Final = 0.8  # share of a column's width used by a drawing
SIZES: Final = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)  # font sizes [pt]: the first at which all fits one page


def answer_pdf(
    answer: Explanation, language: str, *, sleeper: Sleeper, versions: Mapping[str, str], made: date
) -> bytes:
    """The answer on one A4 page, without products where an alarm sign comes first.

    Args:
        answer: what the answer page shows.
        language: of `storefront.words`.
        sleeper: whose answer it is, for the drawing and what was filled in.
        versions: of model and catalogue, as `engine.figures_of` gives them.
        made: the date printed on it.
    """
    if answer.safety["products_hidden"]:
        return leaflet_pdf(language, made=made, versions=versions)
    w = words(language)
    lines = answer_lines(answer, sleeper, versions, w)
    lying = answer_drawings.spine(answer, sleeper, w).split("</svg>")[0]
    ranks = {pick.rank for pick in lines.picks}
    on_cards = replace(answer, picks=tuple(pick for pick in answer.picks if str(pick.rank) in ranks))
    pictures = [answer_drawings.scale(on_cards, w), lying[lying.index("<svg") :] + "</svg>"]
    return _one_page(lines.heading, made, w, lambda s: _answer(lines, pictures, s, w))


def leaflet_pdf(language: str, *, made: date, versions: Mapping[str, str] | None = None) -> bytes:
    """When to call a doctor, on one A4 page: the same for everybody. `versions`: given where it replaces an answer."""
    w = words(language)
    return _one_page(w("leaflet.title"), made, w, lambda s: _leaflet(versions, s, w))


class _Styles:
    """Paragraphs at one font size."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.body = self._style(1.0, "ink")
        self.quiet = self._style(0.86, "quiet")
        self.watch = self._style(1.0, "amber")
        self.lead = self._style(1.32, "ink")
        self.title = self._style(2.0, "ink", FONTS[1])
        self.heading = self._style(1.16, "accent", FONTS[1], before=0.75)

    def _style(self, factor: float, colour: str, font: str = FONTS[0], before: float = 0.0) -> ParagraphStyle:
        size = self.size * factor
        return ParagraphStyle(
            f"{factor}{colour}{font}",
            fontName=font,
            fontSize=size,
            leading=1.32 * size,
            textColor=HexColor(LIGHT[colour]),
            spaceBefore=before * size,
            spaceAfter=0.25 * size,
        )

    def p(self, said: str, style: ParagraphStyle | None = None, bold: str = "") -> Paragraph:
        """A paragraph of plain text, after a bold beginning."""
        style = style or self.body
        start = lettered(f"{bold} ", bold=True) if bold else ""
        return Paragraph(start + lettered(said, bold=style.fontName == FONTS[1]), style)

    def gap(self, lines: float = 0.4) -> Spacer:
        return Spacer(1, lines * self.size)


def _answer(lines: AnswerLines, pictures: Sequence[str], s: _Styles, w: Words) -> list[Flowable]:
    free: list[Flowable] = [s.p(w("result.free_first"), s.heading)]
    for said, grade in lines.tips:
        free += [s.p(said), s.p(grade, s.quiet)]
    free += [s.p(lines.pillow, bold=w("pillow.title"))]
    needs: list[Flowable] = [s.p(w("result.needs"), s.heading)]
    for picture in pictures:
        svg, legend = picture.split("</svg>")
        words_below = unescape(re.sub(r"<[^>]+>", "", legend))
        needs += [paper_drawing(svg + "</svg>", DRAWN * _column(2), FONTS[0]), s.p(words_below, s.quiet)]
    verdict = [s.p(said, bold=lines.verdict[0] if i == 0 else "") for i, said in enumerate(lines.verdict[1:])]
    cautions = [s.p(said, s.watch) for said in lines.cautions]
    top = [s.p(lines.target, s.lead), s.p(lines.target_80, s.quiet), _note([*verdict, *cautions], "wash", WIDTH)]
    side_by_side = _columns([free, needs], 2)
    return [
        *(_note([s.p(why, bold=by_when)], "amber-wash", WIDTH) for by_when, why in lines.care),
        *top,
        side_by_side,
        *_picks(lines, s),
        *_near(lines, s, w),
        *_ask_for(lines.ask_for, s),
        s.gap(),
        s.p(lines.filled_in, s.quiet),
        *(s.p(said, s.quiet) for said in lines.small_print),
    ]


def _picks(lines: AnswerLines, s: _Styles) -> list[Flowable]:
    cards = [_note(_pick(pick, s), "card", _column(ABREAST), frame="line") for pick in lines.picks]
    found: list[Flowable] = [_columns([[card] for card in cards], ABREAST)] if cards else []
    if lines.rest:
        found.append(
            s.p("; ".join(f"{rank}. {name}, {suits}, {price}" for rank, name, suits, price in lines.rest), s.quiet)
        )
    if lines.undecided:
        found.append(s.p(lines.undecided, s.quiet))
    return [s.p(lines.picks_heading, s.heading), *found] if found else []


def _ask_for(asked: SpecificationLines, s: _Styles) -> list[Flowable]:
    """What to take into a shop: what to ask for beside what to ask and to try."""
    rows: list[Flowable] = [s.p(value, bold=f"{label}:") for label, value in asked.rows]
    lists: list[Flowable] = []
    for heading, items in ((asked.questions_heading, asked.questions), (asked.checks_heading, asked.checks)):
        lists += [s.p("", bold=heading), *(s.p(f"– {said}") for said in items)]
    return [s.p(asked.heading, s.heading), _columns([rows, lists], 2)]


def _near(lines: AnswerLines, s: _Styles, w: Words) -> list[Flowable]:
    found = [s.p(f"– {said}") for said in lines.near]
    return [s.p(w("result.not_chosen"), s.heading), *found] if found else []


def _pick(pick: PickLines, s: _Styles) -> list[Flowable]:
    points = f"{pick.near}. {pick.fit}" if pick.fit else ""
    said = (*pick.reasons, pick.setting, *((", ".join(pick.alike),) if pick.alike else ()))
    return [
        *(s.p("", bold=role) for role in pick.roles),
        s.p("", bold=f"{pick.rank}. {pick.name}"),
        s.p(" · ".join(part for part in (pick.facts, pick.price, pick.site) if part), s.quiet),
        s.p(points, bold=f"{pick.chance}," if points else pick.chance),
        *(s.p(f"– {one}") for one in said if one),
        *([s.p(f"– {pick.caution}", s.watch)] if pick.caution else []),
    ]


def _leaflet(versions: Mapping[str, str] | None, s: _Styles, w: Words) -> list[Flowable]:
    calls = [s.p(w(key)) for key in safety.who_to_call()]
    found: list[Flowable] = [
        s.p(w("leaflet.intro")),
        s.gap(),
        _note([s.p(w("leaflet.call_heading"), s.heading), *calls], "red-wash", WIDTH),
    ]
    lists = (
        (safety.LEAFLET_HEADING, safety.LEAFLET),
        (safety.LEAFLET_DAYS_HEADING, safety.LEAFLET_DAYS),
        (safety.LEAFLET_WEEKS_HEADING, safety.LEAFLET_WEEKS),
    )
    for heading, keys in lists:
        found.append(s.p(w(heading), s.heading))
        for key in keys:
            call = safety.call_for(key) if keys is safety.LEAFLET else REST_CALL
            found.append(s.p(f"– {w(key)}"))
            if call != REST_CALL:
                found.append(s.p("", bold=w(call)))
    small = [w("disclaimer.result"), *([w("result.versions", **versions)] if versions else [])]
    return [*found, s.gap(), s.p(w("leaflet.stop_and_call")), s.gap(), *(s.p(said, s.quiet) for said in small)]


def _columns(cells: Sequence[list[Flowable]], places: int) -> Table:
    """Cells side by side, from the top, in columns of equal width; places without a cell stay empty."""
    width = _column(places)
    row: list[Any] = []
    widths: list[float] = []
    for place in range(places):
        row += ["", cells[place] if place < len(cells) else ""] if place else [cells[0]]
        widths += [GAP, width] if place else [width]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5 * mm)]
    return Table([row], colWidths=widths, style=style)


def _column(places: int) -> float:
    return (WIDTH - (places - 1) * GAP) / places


def _note(inside: Sequence[Flowable], ground: str, width: float, frame: str = "") -> Table:
    style: list[Any] = [("BACKGROUND", (0, 0), (-1, -1), HexColor(LIGHT[ground])), *_padding(1.8 * mm)]
    style.append(("ROUNDEDCORNERS", [4, 4, 4, 4]))
    if frame:
        style.append(("BOX", (0, 0), (-1, -1), 0.6, HexColor(LIGHT[frame])))
    return Table([[list(inside)]], colWidths=[width], style=style)


def _padding(points: float) -> list[Any]:
    return [(f"{side}PADDING", (0, 0), (-1, -1), points) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]


def _one_page(title: str, made: date, w: Words, content: Any) -> bytes:
    """The document at the largest font size that fits one page."""
    embed_fonts()
    paper = BytesIO()
    for size in SIZES:
        paper = BytesIO()
        document = SimpleDocTemplate(
            paper,
            pagesize=A4,
            leftMargin=MARGIN - 6,  # the frame itself has a padding of 6 points
            rightMargin=MARGIN - 6,
            topMargin=10 * mm,
            bottomMargin=8 * mm,
            title=f"{title} - {w('app.name')}",
            author=w("app.name"),
            subject=w("disclaimer.result"),
            lang=w.locale.replace("_", "-"),
            displayDocTitle=True,
        )
        styles = _Styles(size)
        document.build([_head(title, made, styles, w), *content(styles)])
        if document.page == 1:
            break
    return paper.getvalue()


def _head(title: str, made: date, s: _Styles, w: Words) -> Table:
    logo = paper_drawing(mark(), 14 * mm, FONTS[0])
    made_on = s.p(f"{w('app.name')}. {w('take_home.made_on', made_date=made.isoformat())}", s.quiet)
    style = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_padding(0), ("BOTTOMPADDING", (0, 0), (-1, -1), 2 * mm)]
    widths = [18 * mm, WIDTH - 90 * mm, 72 * mm]
    return Table([[logo, s.p(title, s.title), made_on]], colWidths=widths, style=style)
