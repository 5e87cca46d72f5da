"""Makes the pictures of the README anew: `python -m tests.browser.readme_pictures`.

It drives the app as its tests do, so that no picture shows what the product does not do. The printed sheet is drawn by
`pdftoppm`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.serving import ROOT, served, staffed, with_range
from tests.browser.visitor import Visitor
from tests.catalog.feeds import made_up_shop

FOLDER = ROOT / "docs" / "screenshots"
DESKTOP, PHONE, TALL = 1240, 390, 780
GUIDE = (830, 1000)
COUNTER = (1024, 768)
DESK = 900
DEARER = 5  # rows of tonight's feed
CUSTOMERS = {
    "a": {"weight_kg": "84", "height_cm": "1,83 m", "side": "60", "back": "40"},
    "b": {"weight_kg": "61", "height_cm": "168", "side": "80", "back": "20"},
}
GAP, GROUND = 20, (226, 221, 211)
COLOURS = 128  # of a picture: drawings and text need no more
MORNINGS = (7, 6, 5, 4, 4, 3, 3)
PAPER_DPI = 100
MAIN = "document.querySelector('[data-testid=stMain]')"


def make(browser: Browser, address: str) -> None:
    with Visitor(browser, address, "en", DESKTOP) as visitor:
        _told(visitor)
        visitor.press("wishes.done")
        visitor.sees_title("result.heading")
        _save("result", _until(visitor, ".beside"))
        _save("paper", _beside(_sheet(visitor.download("take_home.pdf"))))
        visitor.jump("guide_postures")
        visitor.sees_title("guide_postures.title")
        _to_the_top(visitor)
        _save("guide", _screen(visitor, *GUIDE))
    with Visitor(browser, address, "en", COUNTER[0]) as visitor:
        _two_customers(visitor)
        _to_the_top(visitor)
        _save("counter", _screen(visitor, *COUNTER))
    with Visitor(browser, address, "en", PHONE) as visitor:
        start = _screen(visitor, PHONE, TALL)
        screens = _told(visitor)
        visitor.press("wishes.done")
        visitor.sees_title("result.heading")
        visitor.page.evaluate(f"{MAIN}.scrollTo(0, document.querySelector('.best').offsetTop)")
        _save("quiz-phone", _beside([start, *screens, _screen(visitor, PHONE, TALL)]))
        visitor.jump("diary")
        if visitor.page.get_by_text(visitor.w("field.health_consent"), exact=True).count():
            visitor.tick("health_consent")
        for pain in MORNINGS[:-1]:
            visitor.write_down(pain)
        _to_the_top(visitor)
        form = _screen(visitor, PHONE, TALL)
        visitor.write_down(MORNINGS[-1])
        visitor.page.locator("svg.diary").scroll_into_view_if_needed()
        visitor.page.evaluate(f"{MAIN}.scrollBy(0, 420)")
        _save("diary", _beside([form, _screen(visitor, PHONE, TALL)]))


def make_desk(browser: Browser, address: str, feed: Path) -> None:
    """A manager's page: what is missing of the live range, tonight's feed, and what it would change."""
    with Visitor(browser, address, "en", DESK) as visitor:
        w = visitor.w
        visitor.jump("desk")
        visitor.sign_in()
        visitor.sees_title("desk.title")
        visitor.press("desk.beds_show")
        sought = visitor.page.get_by_label(w("desk.beds_search"), exact=True)
        sought.fill(made_up_shop.ISLANDS[0])
        sought.press("Tab")
        visitor.page.locator("input[type=file]").set_input_files(feed)
        market = visitor.page.get_by_label(w("desk.market"), exact=True)
        market.fill("NL")
        market.press("Tab")
        visitor.settle()
        visitor.press("desk.import")
        visitor.press("desk.compare")
        expect(visitor.page.get_by_role("heading", name=w("desk.publish_heading"), exact=True)).to_be_visible()
        visitor.settle()
        _to_the_top(visitor)
        _save("desk", _until(visitor, f'[role=region][aria-label="{w("desk.findings")}"]'))


def _told(visitor: Visitor) -> list[Image.Image]:
    """Through the quiz to its last step; the step on which positions are picked from drawings."""
    visitor.press("start.begin")
    visitor.press("safety.no")
    visitor.press("safety.without")
    visitor.sees_title("body.title")
    visitor.fill("weight_kg", 75)
    visitor.fill("height_cm", 185)
    visitor.press("frame.next")
    visitor.lies("back", "mostly")
    shown = _screen(visitor, PHONE, TALL) if visitor.width == PHONE else None
    visitor.press("frame.next")
    visitor.jump("wishes")
    visitor.pick("market", visitor.w.country("US"))
    return [shown] if shown else []


def _two_customers(visitor: Visitor) -> None:
    """Both told of at the counter, neither with an alarm sign."""
    visitor.page.set_viewport_size({"width": COUNTER[0], "height": COUNTER[1]})
    visitor.jump("counter")
    visitor.sign_in()
    for person, told in CUSTOMERS.items():
        for field, figure in told.items():
            fields = visitor.page.locator(f".st-key-fields_{person}")
            box = fields.get_by_label(visitor.w(f"counter.{field}"), exact=True)
            box.fill(figure)
            box.press("Tab")
            visitor.settle()
    for _ in CUSTOMERS:
        visitor.page.get_by_role("button", name=visitor.w("counter.alarm_no"), exact=True).first.click()
        visitor.settle()


def _to_the_top(visitor: Visitor) -> None:
    visitor.page.evaluate(f"{MAIN}.scrollTo(0, 0)")


def _screen(visitor: Visitor, width: int, height: int) -> Image.Image:
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.page.mouse.move(0, 0)
    visitor.page.wait_for_timeout(400)
    return _image(visitor.page.screenshot())


def _until(visitor: Visitor, where: str) -> Image.Image:
    """The page from its top to the end of an element."""
    visitor.page.set_viewport_size({"width": visitor.width, "height": 3000})
    visitor.page.wait_for_timeout(400)
    box = visitor.page.locator(where).last.bounding_box()
    assert box is not None
    return _screen(visitor, visitor.width, int(box["y"] + box["height"]) + 24)


def _sheet(pdf: bytes) -> list[Image.Image]:
    """The sides of a printed sheet."""
    drawn_by = shutil.which("pdftoppm")
    assert drawn_by, "install poppler-utils: it draws the printed sheet"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([drawn_by, "-r", f"{PAPER_DPI}", "-png", "-", f"{folder}/side"], input=pdf, check=True)
        return [_image(side.read_bytes()) for side in sorted(Path(folder).glob("*.png"))]


def _image(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def _beside(pictures: Sequence[Image.Image]) -> Image.Image:
    """Pictures in a row, on a ground that sets them apart."""
    wide = sum(one.width for one in pictures) + GAP * (len(pictures) + 1)
    row = Image.new("RGB", (wide, max(one.height for one in pictures) + 2 * GAP), GROUND)
    left = GAP
    for one in pictures:
        row.paste(one, (left, GAP))
        left += one.width + GAP
    return row


def _save(name: str, picture: Image.Image) -> None:
    picture.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        url = staffed(Path(kept))
        with served(Path(kept), MATTRESS_FIT_DATABASE_URL=url, MATTRESS_FIT_COUNTER="1") as at:
            make(running, at)
        shop = Path(kept) / "shop"
        shop.mkdir()
        with served(shop, MATTRESS_FIT_DATABASE_URL=with_range(shop), MATTRESS_FIT_DESK="1") as at:
            make_desk(running, at, made_up_shop.another_night(shop, lambda row, price: 649 if row <= DEARER else price))
        running.close()
