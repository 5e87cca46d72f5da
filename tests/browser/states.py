"""Every page and state a visitor can meet, one after another in a single visit."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from recommender.experience.course import LIE_MINUTES
from storefront.guide.content import GUIDE
from tests.browser.visitor import Visitor

KG, CM = 83.7, 178
LIGHT_KG = 42  # too light to sink a shoulder into any firm bed: beds come near but no nearer


def every_state(visitor: Visitor) -> Iterator[str]:
    """Go through all of them; the name of a state is yielded while the page is in it."""
    yield from _before_the_body(visitor)
    yield from _quiz(visitor)
    yield from _answers(visitor)
    yield from _diary(visitor)
    for topic in ("guide", *GUIDE):
        visitor.jump(topic)
        visitor.sees_title(f"{topic}.title")
        yield topic
    visitor.jump("privacy")
    visitor.sees_title("privacy.title")
    yield "privacy"
    yield from _counter(visitor)


def _before_the_body(visitor: Visitor) -> Iterator[str]:
    yield "start"
    visitor.unfold("code.go_on")
    visitor.fill_text("code", "0000-0000-0000-0000")
    visitor.press("code.load")
    yield "start, no such code"
    visitor.jump("leaflet")
    visitor.sees_title("leaflet.title")
    yield "leaflet"
    visitor.jump("safety")
    visitor.sees_title("safety.title")
    yield "safety, the list"
    visitor.press("safety.yes_or_unsure")
    visitor.sees_title("leaflet.title")
    yield "leaflet, products hidden"
    visitor.press("leaflet.answer_again")
    visitor.press("safety.no")
    yield "safety, before consent"
    visitor.jump("result")
    visitor.sees_title("state.unfinished.title")
    yield "result, unfinished"
    visitor.jump("safety")
    visitor.tick("health_consent")
    yield "safety, consent"
    visitor.press("frame.next")


def _quiz(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.sees_title("body.title")
    visitor.press("frame.next")
    yield "body, missing"
    visitor.write("weight_kg", "12 st 10")
    visitor.write("height_cm", "5.11 ft")
    visitor.press("frame.next")
    yield "body, two meanings"
    visitor.fill("weight_kg", 837)
    visitor.fill("height_cm", CM)
    visitor.press("frame.next")
    yield "body, impossible"
    visitor.fill("weight_kg", KG)
    visitor.press("frame.next")
    visitor.sees_title("lying.title")
    yield "lying"
    visitor.lies("side", "mostly")
    visitor.lies("stomach", "sometimes")
    yield "lying, told"
    visitor.press("frame.next")
    visitor.sees_title("measures.title")
    yield "measures"
    visitor.choose("shoulder_method", w("shoulder_method.books"))
    visitor.choose("hip_method", w("hip_method.books"))
    yield "measures, books"
    visitor.choose("hip_method", w("hip_method.tape"))
    yield "measures, tape"
    visitor.press("frame.next")
    visitor.sees_title("aches.title")
    visitor.tick("pain.pregnancy")
    yield "aches"
    visitor.tick("pain.pregnancy")
    visitor.press("frame.next")
    visitor.sees_title("bed.title")
    yield "bed"
    visitor.press("frame.next")
    visitor.sees_title("checks.title")
    yield "checks"
    visitor.press("frame.next")
    visitor.sees_title("wishes.title")
    yield "wishes"
    visitor.pick("market", visitor.w("wishes.any_market"))


def _answers(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.press("wishes.done")
    yield from _answer(visitor, "fits_unsure")
    for fold in visitor.page.locator("[data-testid=stMain] details > summary").all():
        fold.click()
    yield "result, all folds open"
    visitor.page.get_by_text(w("code.consent", days=30), exact=True).click()
    visitor.settle()
    visitor.press("code.save")
    yield "result, saved"
    visitor.press("code.delete")
    visitor.jump("wishes")
    visitor.pick("market", w("wishes.any_market"))
    visitor.jump("body")
    visitor.fill("weight_kg", LIGHT_KG)
    visitor.jump("result")
    yield from _answer(visitor, "borderline")
    visitor.jump("body")
    visitor.fill("weight_kg", KG)
    visitor.jump("aches")
    for ache in ("extension_sensitive", "lateral_hip"):
        visitor.tick(f"pain.{ache}")
    visitor.jump("result")
    visitor.reads(w("verdict.compromise"))
    yield "result, compromise"
    visitor.jump("aches")
    for ache in ("extension_sensitive", "lateral_hip", "muscle_overload"):
        visitor.tick(f"pain.{ache}")
    visitor.jump("result")
    yield from _answer(visitor, "wait")
    visitor.jump("aches")
    visitor.tick("pain.muscle_overload")
    visitor.jump("checks")
    for check in ("trough", "hammock", "pressure_shoulder", "pressure_hip", "better_elsewhere"):
        visitor.choose(f"check.{check}", w.term("no"))
    visitor.jump("result")
    yield from _answer(visitor, "keep_bed")
    visitor.jump("checks")
    visitor.choose("check.trough", w.term("yes"))
    visitor.jump("wishes")
    visitor.fill("max_price", 1)
    visitor.jump("result")
    yield from _answer(visitor, "ask_price")
    yield from _checked_bed(visitor)
    yield from _where_to_lie(visitor)
    yield from _pair(visitor)


def _checked_bed(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.jump("check")
    yield "check"
    visitor.page.get_by_label(w("check.name"), exact=True).fill("Duinrust")
    visitor.page.get_by_label(w("check.stated"), exact=True).fill("H2")
    visitor.press("check.go")
    expect(visitor.page.get_by_role("article")).to_have_count(1)
    yield "check, a bed"
    visitor.page.get_by_label(w("check.stated"), exact=True).fill("like a rock")
    visitor.press("check.go")
    yield "check, not readable"


def _where_to_lie(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.jump("wishes")
    visitor.write("max_price", "")
    visitor.jump("where")
    visitor.sees_title("where.title")
    expect(visitor.page.get_by_role("article")).to_have_count(3)
    yield "where"
    visitor.page.get_by_text(w("trial.lie", minutes=LIE_MINUTES), exact=True).click()
    visitor.settle()
    visitor.reads(w("trial.stays"))
    yield "where, lying down"
    visitor.press("trial.up")
    visitor.page.get_by_text(w("bed_feels.too_firm"), exact=True).last.click()
    visitor.settle()
    expect(visitor.page.locator(".moved")).to_have_count(1)
    yield "where, told"
    visitor.page.get_by_text(w("trial.take_back", number=1), exact=True).click()
    visitor.settle()


def _pair(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.jump("wishes")
    visitor.write("max_price", "")
    visitor.choose("sleeps", w("sleeps.together"))
    visitor.press("frame.next")
    visitor.sees_title("partner.title")
    visitor.press("wishes.done")
    yield "partner, missing"
    visitor.fill("weight_kg", 60)
    visitor.fill("height_cm", 168)
    visitor.lies("partner.side", "mostly")
    visitor.press("wishes.done")
    visitor.sees_title("result.heading")
    yield "result, two people"


def _answer(visitor: Visitor, verdict: str) -> Iterator[str]:
    visitor.sees_title("result.heading")
    visitor.reads(visitor.w(f"verdict.{verdict}.heading"))
    yield f"result, {verdict}"


def _counter(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.jump("counter")
    visitor.sees_title("staff.title")
    yield "counter, nobody signed in"
    visitor.sign_in("730286")
    yield "counter, a wrong PIN"
    visitor.sign_in()
    yield "counter"
    for person in "ab":
        for field, figure in (("weight_kg", KG), ("height_cm", CM), ("side", 60), ("back", 40)):
            box = visitor.page.locator(f".st-key-fields_{person}").get_by_label(w(f"counter.{field}"), exact=True)
            box.fill(f"{figure:g}")
            box.press("Tab")
            visitor.settle()
    yield "counter, alarm signs not asked"
    for _ in "ab":
        visitor.page.get_by_role("button", name=w("counter.alarm_no"), exact=True).first.click()
        visitor.settle()
    for part in ("beds", "together", "figure", "compare", "trial", "paper"):
        visitor.page.get_by_role("radio", name=w(f"counter.part_{part}"), exact=True).click()
        visitor.settle()
        yield f"counter, two people, {part}"
    for name in ("code", "more", "bed_now", "aches"):
        visitor.page.locator(f".st-key-{name}_a button").first.click()
        visitor.settle()
        yield f"counter, {name} unfolded"
        if name != "aches":
            visitor.page.keyboard.press("Escape")
    _say_yes(visitor)
    visitor.page.get_by_text(w("field.pain.leg_radiating"), exact=True).first.click()
    visitor.settle()
    visitor.reads(w("advice.leg_assess_first"))
    yield "counter, an ache told by consent"


def _say_yes(visitor: Visitor) -> None:
    """The customer agrees to be asked about aches; a new width folds up what was unfolded, after a moment."""
    yes = visitor.page.get_by_text(visitor.w("counter.consent"), exact=True).first
    for _ in range(4):
        if not yes.is_visible():
            visitor.page.locator(".st-key-aches_a button").first.click()
            visitor.settle()
        try:
            yes.click(timeout=5000)
        except PlaywrightTimeoutError:
            continue
        visitor.settle()
        return


def _diary(visitor: Visitor) -> Iterator[str]:
    w = visitor.w
    visitor.jump("diary")
    visitor.sees_title("diary.title")
    yield "diary"
    visitor.press("diary.keep")
    yield "diary, no pain chosen"
    for pain in (7, 6, 3):
        visitor.write_down(pain)
    yield "diary, three nights"
    visitor.unfold("diary.plan")
    visitor.choose("diary_kind", w("diary.kind_four_weeks"))
    yield "diary, another test runs"
