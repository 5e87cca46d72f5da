"""Nothing is sent to another host; what is typed is in no URL, log line or file, unless it was saved."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PLANTED = {"weight_kg": 83.74, "height_cm": 177.3, "hip_circumference_cm": 104.6}
ACHE = "lateral_hip"
STORED = "JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"


def _planted(text: str) -> list[str]:
    figures = [form for value in PLANTED.values() for form in (f"{value}", f"{value}".replace(".", ","))]
    return [figure for figure in figures if figure in text]


def _told_in_files(folder: Path) -> dict[str, list[str]]:
    """Planted values in whatever the server wrote: its log, its home and temporary folders, its database."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    told = {file.name: _planted(file.read_bytes().decode("utf-8", "ignore")) for file in files}
    return {name: values for name, values in told.items() if values}


def test_answers_stay_in_memory_until_they_are_saved(browser: Browser, address: str, served_in: Path) -> None:
    with Visitor(browser, address, "nl", 360) as visitor:
        w = visitor.w
        visitor.press("start.begin")
        visitor.press("safety.no")
        visitor.tick("health_consent")
        visitor.jump("body")
        visitor.fill("weight_kg", PLANTED["weight_kg"])
        visitor.fill("height_cm", PLANTED["height_cm"])
        visitor.jump("lying")
        visitor.lies("side", "mostly")
        visitor.jump("measures")
        visitor.choose("hip_method", w("hip_method.tape"))
        visitor.fill("hip_circumference_cm", PLANTED["hip_circumference_cm"])
        visitor.jump("aches")
        visitor.tick(f"pain.{ACHE}")
        visitor.jump("result")
        visitor.sees_title("result.heading")
        visitor.download("take_home.pdf")
        assert {cookie["expires"] for cookie in visitor.context.cookies()} == {-1}  # they end with the browser
        assert visitor.hosts() == {urlparse(address).netloc}
        assert not [url for url in (*visitor.requests, visitor.page.url) if _planted(url) or ACHE in url]
        assert urlparse(visitor.page.url).query == ""
        stored = visitor.page.evaluate(STORED)
        assert _planted(stored) == []
        assert ACHE not in stored
        assert _planted(" ".join(visitor.problems)) == []
        assert _told_in_files(served_in) == {}
        visitor.unfold("code.heading")
        visitor.page.get_by_text(w("code.consent", days=30), exact=True).click()
        visitor.settle()
        visitor.press("code.save")
        code = visitor.page.locator("p.code").inner_text()
        assert {name.split("-")[0] for name in _told_in_files(served_in)} == {"kept.sqlite3"}
        assert not [url for url in (*visitor.requests, visitor.page.url) if code in url]
        visitor.press("code.delete")
        visitor.reads(visitor.w("code.deleted_now"))
        assert _told_in_files(served_in) == {}
        assert visitor.hosts() == {urlparse(address).netloc}
