"""A catalogue full of mark-up in a real browser: what the front end makes of it is the text it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, expect

from catalog.catalogue_file import load_catalogue
from database.importing import import_file
from database.store import open_store
from database.versions import publish
from tests.browser.serving import served, staffed
from tests.browser.visitor import Visitor
from tests.garbage import CELLS, as_csv, rows, squeezed, write

pytestmark = pytest.mark.browser

ON_TOP = ("markdown", "streamlit", "html", "long", "image")  # in the beds that fit
FIRST = 3
WORKING_MS = 60_000
# What mark-up would have made of it: formulas, pictures, code, links elsewhere, scripts beside the one of every page.
MADE = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const away = [...main.querySelectorAll('a')].filter(e => e.origin !== location.origin && e.protocol !== 'tel:');
  return main.querySelectorAll('.katex, img, pre, code').length + away.length;
}"""


def _cells() -> list[dict[str, str]]:
    """Beds with another kind of garbage each."""
    kinds = list(CELLS)
    made = [rows(CELLS[kinds[i % len(kinds)]])[i] for i in range(len(rows("")))]
    for i, kind in enumerate(ON_TOP, start=FIRST):
        made[i] = rows(CELLS[kind])[i]
    return made


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on which such a catalogue is live, and the file it was made of."""
    folder = tmp_path_factory.mktemp("garbage")
    url, file = staffed(folder), write(folder / "beds.csv", _cells())
    store = open_store(url)
    publish(store, import_file(store, file).version.version_id)
    store.engine.dispose()
    with served(folder, MATTRESS_FIT_DATABASE_URL=url, MATTRESS_FIT_DESK="1") as address:
        yield address, file


def _to_the_answer(visitor: Visitor) -> None:
    visitor.press("start.begin")
    visitor.sees_title("safety.title")
    visitor.press("safety.no")
    visitor.tick("health_consent")
    visitor.press("frame.next")
    visitor.sees_title("body.title")
    visitor.fill("weight_kg", 75)
    visitor.fill("height_cm", 178)
    visitor.press("frame.next")
    visitor.sees_title("lying.title")
    visitor.lies("side", "mostly")
    for step in ("measures", "aches", "bed", "checks", "wishes"):
        visitor.press("frame.next")
        visitor.sees_title(f"{step}.title")
    visitor.press("wishes.done")
    visitor.sees_title("result.heading")


def _is_text_only(visitor: Visitor) -> None:
    assert visitor.page.evaluate(MADE) == 0
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= visitor.width
    assert len(visitor.hosts()) == 1


@pytest.mark.parametrize(("lang", "width"), [("nl", 390), ("en", 1280)])
def test_mark_up_in_a_catalogue_is_text_on_answer_and_desk(
    browser: Browser, shop: tuple[str, Path], lang: str, width: int
) -> None:
    address, file = shop
    opened: list[str] = []

    def close(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    with Visitor(browser, address, lang, width) as visitor:
        visitor.page.on("dialog", close)
        _to_the_answer(visitor)
        expect(visitor.page.locator("article.pick")).to_have_count(3)
        visitor.page.locator("summary").filter(has_text=visitor.w("result.more_beds", n=2)).click()
        visitor.unfold("result.not_chosen")
        shown = squeezed(visitor.text())
        beds = load_catalogue(file).mattresses
        names = [squeezed(bed.name) for bed in beds if bed.firmness]
        assert sum(name in shown for name in names) >= 7, "picks and near misses are shown letter by letter"
        assert squeezed(beds[FIRST + 1].name) in shown
        _is_text_only(visitor)
        visitor.keep("garbage-answer")

        visitor.page.goto(f"{address}/desk")
        visitor.sign_in()
        visitor.sees_title("desk.title")
        bad = [row | {"firmness": row["brand"], "mattress_id": f"bad {i}"} for i, row in enumerate(_cells())]
        content = as_csv([*_cells(), *bad]).encode()
        upload = {"name": "<b>x **b** $x^2$ :material-home:.csv", "mimeType": "text/csv", "buffer": content}
        visitor.page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
        expect(visitor.page.get_by_role("region", name=visitor.w("desk.findings"))).to_be_visible(timeout=WORKING_MS)
        visitor.settle()
        first = squeezed(bad[0]["firmness"])  # of a kind of finding the desk shows the first row
        assert first[:20] in squeezed(visitor.text())
        assert visitor.page.evaluate(MADE) == 0
        visitor.page.get_by_role("button", name=visitor.w("desk.import"), exact=True).click()
        compare = visitor.page.get_by_role("button", name=visitor.w("desk.compare"), exact=True)
        expect(compare).to_be_visible(timeout=WORKING_MS)
        visitor.settle()
        compare.click()
        expect(visitor.page.get_by_role("button", name=visitor.w("desk.publish"), exact=True)).to_be_visible(
            timeout=WORKING_MS
        )
        visitor.settle()
        _is_text_only(visitor)
        visitor.keep("garbage-desk")
    assert opened == []
