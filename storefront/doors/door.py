"""ASGI middleware in front of all of Streamlit: what may come in, and what every response says of itself."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from storefront.doors import cookie, turning, uploads
from storefront.doors.socket import Socket

CORE: Final = "/_stcore/"
# Of Streamlit's own routes, and the one of ours; the others are closed.
OPEN: Final = ("health", "host-config", "stream", "upload_file/", turning.ROUTE)
# Said by every response. Pages add a policy of what they may load (`look.first_page`).
HEADERS: Final = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"SAMEORIGIN",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'self'; sandbox")
NO_STORE: Final = (b"cache-control", b"no-store")


class Door:
    """Closes Streamlit's metrics and other routes nobody here needs, refuses requests that another site's page makes,
    gives every browser a cookie, and hands websockets and uploads to who looks after them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            if is_foreign(scope) or not scope["path"].endswith(f"{CORE}stream"):
                await send({"type": "websocket.close", "code": 1008})
            else:
                await Socket(self.app, scope, receive, send).run()
        elif scope["type"] == "http":
            await self._answer(scope, receive, _sealed(scope, send))
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        core = scope["path"].partition(CORE)[2]
        if CORE in scope["path"] and not core.startswith(OPEN):
            await PlainTextResponse("not here", 404)(scope, receive, send)
        elif is_foreign(scope):
            await PlainTextResponse("not from another site", 403)(scope, receive, send)
        elif core == turning.ROUTE:
            await turning.answer(scope, receive, send)
        elif core.startswith("upload_file/") and scope["method"] == "PUT":
            await uploads.put(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_foreign(scope: Scope) -> bool:
    """Whether a page of another site asks. Streamlit would ask a host outside for this machine's address to decide."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None or origin in config.get_option("server.corsAllowedOrigins"):
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _sealed(scope: Scope, send: Send) -> Send:
    """Responses with our headers, and a cookie for who has none.

    The cookie comes with the health check that a page makes before it connects, not with the page itself: who follows a
    link on another site brings a Strict cookie only from the page on, and would get another one.
    """
    path = scope["path"]
    kept = "/static/" in path or path.endswith("/favicon.png")
    new = path.endswith(f"{CORE}health") and cookie.browser_of(HTTPConnection(scope).cookies) is None

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower(): value for name, value in message["headers"]}
            dropped = {*HEADERS, *(() if kept else (b"cache-control",))}
            headers = [(name, value) for name, value in message["headers"] if name.lower() not in dropped]
            headers += HEADERS.items()
            if not kept:
                headers.append(NO_STORE)
            if not kept and b"content-security-policy" not in there:
                headers.append(POLICY)
            if new:
                headers.append((b"set-cookie", cookie.header(scope)))
            message = {**message, "headers": headers}
        await send(message)

    return sealed
