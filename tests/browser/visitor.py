"""A visitor in a real browser: reads the page by its words and roles, as a person does."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlparse

from playwright.sync_api import Browser, Page, WebSocket, WebSocketRoute, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from storefront.words import words
from tests.browser.serving import NAME, PIN

ARTIFACTS = Path(__file__).parents[2] / "artifacts"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
HEIGHT = 800
PATIENCE_MS = 150_000  # ends a test that hangs, also for every `expect`; not a requirement on speed
expect.set_options(timeout=PATIENCE_MS)
MOST_TABS = 40
OPENINGS = 3  # tries to open a list
# The name of the focused control, and the other options of its group.
FOCUSED = """() => {
  const e = document.activeElement, said = o => [o?.innerText, o?.getAttribute('aria-label')].map(t => t?.trim());
  const group = e.closest('[role=radiogroup]');
  return {names: [...said(e), ...said(e.closest('label'))],
          beside: group ? [...group.querySelectorAll('[role=radio]')].flatMap(said) : []};
}"""
# Returns once the page has handled its input, however busy it is. The idle callback needs a timeout: on a page that
# draws nothing it may never come.
HANDLED = "() => new Promise(done => setTimeout(() => requestIdleCallback(done, {timeout: 1000}), 120))"
# A run of the script that is asked for begins at once, on a busy server later; one that never does holds up no longer.
ANSWERED_WITHIN_MS = 10_000
TURN = "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }"


class Visitor:
    """One visit. `w` has the visitor's language; `requests` is every address the browser asked for."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        lang: str,
        width: int = 1280,
        *,
        colours: Literal["light", "dark"] = "light",
        droppable: bool = False,
    ) -> None:
        self.address, self.lang, self.width, self.w = address, lang, width, words(lang)
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            locale=LOCALES[lang],
            reduced_motion="reduce",
            color_scheme=colours,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.requests: list[str] = []
        self.problems: list[str] = []
        self._sockets: list[WebSocketRoute] = []
        if droppable:
            self.page.route_web_socket("**/_stcore/stream", self._pass_on)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", self._listen)
        self._run = ""  # of the script, the last one: asked for, begun or ended
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)

    def __enter__(self) -> Self:
        self.page.goto(self.address)
        self.sees_title("start.heading")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self.keep("failed")
        self.context.close()

    def sign_in(self, pin: str = PIN, name: str = NAME) -> None:
        """As the member of staff whom `serving.staffed` made, or another, on the page that asks for it."""
        self.sees_title("staff.title")
        self.page.get_by_label(self.w("staff.name"), exact=True).fill(name)
        box = self.page.get_by_label(self.w("staff.pin"), exact=True)
        box.fill(pin)
        box.press("Enter")
        self.settle()

    def settle(self) -> None:
        """Wait until what the last click or key sent has been answered, and the run that came of it has ended."""
        self.page.evaluate(HANDLED)
        for _ in range(ANSWERED_WITHIN_MS // 20):
            if self._run in ("", "ended"):
                break
            self.page.wait_for_timeout(20)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.w(key), exact=True).click()
        self.settle()

    def choose(self, field: str, option: str) -> None:
        group = self.page.get_by_role("radiogroup", name=self.w(f"field.{field}"), exact=True)
        group.get_by_role("radio", name=option, exact=True).click()
        self.settle()

    def fill(self, field: str, value: float) -> None:
        self.write(field, f"{value:g}")

    def write(self, field: str, text: str) -> None:
        box = self.page.get_by_label(self.w(f"field.{field}"), exact=True)
        box.fill(text)
        box.press("Tab")
        self.settle()

    def pick(self, field: str, option: str) -> None:
        """Choose from a list that opens; one opened in the moment the page is drawn may close again."""
        wanted = self.page.get_by_role("option", name=option, exact=True)
        for again in range(OPENINGS):
            self.page.locator(f'[class*="st-key-q"][class*="-{field}"] input').first.click()
            try:
                wanted.click(timeout=PATIENCE_MS if again == OPENINGS - 1 else 5000)
            except PlaywrightTimeoutError:
                if again == OPENINGS - 1:
                    raise
                continue
            break
        self.settle()

    def lies(self, position: str, often: str) -> None:
        """How often in a position: sometimes, often, mostly."""
        self.choose(position, self.w(f"often.{often}"))

    def tick(self, field: str) -> None:
        self.page.get_by_text(self.w(f"field.{field}"), exact=True).click()
        self.settle()

    def fill_text(self, field: str, text: str) -> None:
        self.page.get_by_label(self.w(f"field.{field}"), exact=True).fill(text)

    def unfold(self, key: str) -> None:
        self.page.locator("summary").filter(has_text=self.w(key)).click()

    def write_down(self, pain: int) -> None:
        """One morning in the diary, with only the pain; it is in the chart when this returns."""
        nights = self.page.locator("svg.diary circle")
        written = nights.count()
        points = self.page.get_by_role("radiogroup", name=self.w("diary.ask_pain_wake_nrs"), exact=True)
        points.get_by_role("radio", name=str(pain), exact=True).click()
        self.press("diary.keep")
        expect(nights).to_have_count(written + 1)
        self.settle()

    def jump(self, page: str) -> None:
        """Another page of the same visit, by the browser's own back and forward buttons."""
        self.page.evaluate(
            "p => { history.pushState({}, '', p); dispatchEvent(new PopStateEvent('popstate')) }", f"/{page}"
        )
        self.settle()

    def _listen(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)
        socket.on("close", self._closed)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self._run = "asked for"

    def _received(self, frame: bytes | str) -> None:
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        if message.HasField("new_session"):
            self._run = "begun"
        elif message.HasField("script_finished") and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._run = "ended" if self._run == "begun" else self._run

    def _closed(self, socket: WebSocket) -> None:
        self._run = ""

    def _pass_on(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        self._sockets.append(socket)

    def drop_connection(self) -> None:
        """The connection breaks, as on a train; the page connects again by itself."""
        before = len(self._sockets)
        self._sockets[-1].close(code=1012)
        while len(self._sockets) == before:
            self.page.wait_for_timeout(100)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')
        self.settle()

    def tab_to(self, name: str, key: str = "") -> None:
        """Tab until the control of this name has focus, arrows inside a group of options; then a key."""
        for _ in range(MOST_TABS):
            focused = self.page.evaluate(FOCUSED)
            if name in focused["names"]:
                break
            self.page.keyboard.press("ArrowRight" if name in focused["beside"] else "Tab")
        assert name in focused["names"], f"{name!r} is not reached by keyboard"
        if key:
            self.page.keyboard.press(key)
            self.settle()

    def download(self, key: str) -> bytes:
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=self.w(key), exact=True).click()
        return Path(coming.value.path()).read_bytes()

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def sees_title(self, key: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=self.w(key))).to_be_visible()
        self.settle()

    def reads(self, text: str) -> None:
        """Wait until the page says so."""
        expect(self.page.locator('[data-testid="stMain"]')).to_contain_text(text, use_inner_text=True)

    def text(self) -> str:
        return self.page.locator('[data-testid="stMain"]').inner_text()

    def keep(self, name: str) -> None:
        """A picture of the whole page, in artifacts/."""
        ARTIFACTS.mkdir(exist_ok=True)
        whole: Any = self.page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 800")
        self.page.set_viewport_size({"width": self.width, "height": max(HEIGHT, int(whole))})
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=ARTIFACTS / f"{name}-{self.lang}-{self.width}.png")
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})

    def hosts(self) -> set[str]:
        return {urlparse(url).netloc for url in self.requests if urlparse(url).scheme not in ("data", "blob")}
