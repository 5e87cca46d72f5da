"""What the browser gets before anything has run: language, title, and a policy that forbids loading from other
hosts.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.look.shop import shop
from storefront.words import LANGUAGES, words

# Only our own scripts, styles, fonts and socket. Streamlit's front end builds styles and workers at run time.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'self'"
)


# Names of Streamlit's own controls, by the page's language, for people who cannot see their icons; and the language
# of the button that offers the other one. Script animations of Streamlit are stopped for people who prefer reduced
# motion, because CSS cannot stop them.
NAMES = {
    "[data-testid=stNumberInputStepUp]": "frame.more",
    "[data-testid=stNumberInputStepDown]": "frame.less",
    "[data-testid=stCode] button": "frame.copy",
}
# Who moves, scrolls, types or unfolds something at the counter is there: then its hidden button is pressed, once all is
# still for a second, because a press of it and one by a person at the same moment would be sent as one.
# Who opens the counter, or clears it, stands in its first field.
# A tab names itself to the server by a random word among the protocols of its websocket, so that a reload finds its
# visit again and two tabs do not overwrite each other. A diary that its owner keeps in this browser goes when its time
# is up.
DEVICE_NAME = "mattress-fit.diary"  # of the diary in the browser's storage, where its owner keeps it there
SCRIPT = """<script>(() => {
  const own = sessionStorage, hex = n => n.toString(16).padStart(2, "0");
  own.tab ||= [...crypto.getRandomValues(new Uint8Array(16))].map(hex).join("");
  window.WebSocket = class extends WebSocket {
    constructor(to, said) { super(to, Array.isArray(said) ? [...said, `tab.${own.tab}`] : said); }
  };
  try {
    const kept = JSON.parse(localStorage.getItem("DEVICE_NAME"));
    if (kept && !(kept.until >= new Date().toISOString().slice(0, 10))) localStorage.removeItem("DEVICE_NAME");
  } catch {}
  const names = NAMES;
  const mend = () => {
    const said = names[document.documentElement.lang] || {};
    for (const id in said) document.querySelectorAll(id).forEach(
      e => e.getAttribute("aria-label") === said[id] || e.setAttribute("aria-label", said[id]));
    for (const lang in names) document.querySelectorAll(`.st-key-begin_${lang} button`).forEach(
      e => e.lang === lang || (e.lang = lang));
  };
  let stirred = 0, told = 0, begun = null;
  const begin = () => {
    const field = document.querySelector(".st-key-fields_a > div:first-child input");
    const at = document.activeElement;
    if (!field || field === begun) return;
    begun = field;
    if (at === document.body || at.closest(".st-key-clear, .st-key-start_over")) field.focus({preventScroll: true});
  };
  for (const kind of ["pointermove", "pointerdown", "wheel", "scroll", "keydown", "toggle"])
    document.addEventListener(kind, () => { stirred = Date.now() }, {capture: true, passive: true});
  setInterval(() => {
    const still = Date.now() - stirred > 900 || Date.now() - told > 20000;
    const said = stirred > told && still && document.querySelector(".st-key-here button");
    if (said) { told = Date.now(); said.click(); }
  }, 1000);
  const rest = matchMedia("(prefers-reduced-motion: reduce)"), animate = Element.prototype.animate;
  Element.prototype.animate = function (...how) {
    const moving = animate.apply(this, how);
    // Not at once: Chromium tells only listeners that stood there before, and a fold opens when it is told.
    if (rest.matches && moving.effect.getComputedTiming().endTime < Infinity)
      queueMicrotask(() => moving.playState === "idle" || moving.finish());
    return moving;
  };
  const changed = () => { mend(); begin(); };
  new MutationObserver(changed).observe(document, {childList: true, subtree: true, attributeFilter: ["lang"]});
})()</script>"""


class FirstPage:
    """ASGI middleware: writes the language into `<html>` and the product's name into `<title>` of the served page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        # Streamlit compresses the page where its address is that of a step; compressed it could not be rewritten.
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        wants_page = "text/html" in Request(scope).headers.get("accept", "")
        asked = {**scope, "headers": plain} if wants_page else scope
        await self.app(asked, receive, _Rewriter(asked_language(Request(scope)), send))


def asked_language(request: Request) -> str:
    """`?lang=`, else the first language of the browser that we support, else English."""
    asked = [request.query_params.get("lang", ""), *request.headers.get("accept-language", "").split(",")]
    codes = [part.split(";")[0].strip()[:2].lower() for part in asked]
    return next((code for code in codes if code in LANGUAGES), "en")


@cache
def _script() -> bytes:
    said = {lang: {control: words(lang)(key) for control, key in NAMES.items()} for lang in LANGUAGES}
    return SCRIPT.replace("DEVICE_NAME", DEVICE_NAME).replace("NAMES", json.dumps(said), 1).encode()


class _Rewriter:
    """Holds an HTML response back until it is complete; passes everything else through unchanged."""

    def __init__(self, lang: str, send: Send) -> None:
        self.lang, self.send = lang, send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: list[Any] = [(name.lower(), value) for name, value in message["headers"]]
            kind = dict(headers).get(b"content-type", b"")
            if kind.startswith(b"text/html") and b"content-encoding" not in dict(headers):
                self.start = {**message, "headers": headers}
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page()
            return
        await self.send(message)

    async def _send_page(self) -> None:
        assert self.start is not None
        title = escape(shop().name or words(self.lang)("app.name")).encode()
        page = self.body.replace(b'<html lang="en">', f'<html lang="{self.lang}">'.encode(), 1)
        page = page.replace(b"<title>Streamlit</title>", b"<title>" + title + b"</title>", 1)
        page = page.replace(b"</head>", _script() + b"</head>", 1)
        # A HEAD response has no body: its length stays what the server stated.
        changed = [(b"content-length", str(len(page)).encode())] if self.body else []
        dropped = {b"etag", b"last-modified", *(name for name, _ in changed)}
        headers = [(name, value) for name, value in self.start["headers"] if name not in dropped]
        headers += [*changed, (b"content-security-policy", POLICY.encode())]
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": page})
