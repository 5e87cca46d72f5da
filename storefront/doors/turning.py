"""New cookies for the browser in which somebody of staff just signed in.

A page is drawn over a websocket, which sets no cookie. So the page that was signed in on asks for them here, with the
ticket only it was given. Who planted the cookie that the browser had before, or read it, has nothing then.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from streamlit import config

from storefront.doors import cookie
from storefront.doors.visits import Ticket, visits

ROUTE: Final = "turn"  # below Streamlit's own routes
LARGEST: Final = 100  # bytes of a ticket


def script(ticket: Ticket) -> str:
    """What the page does with its ticket."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    address = f"{base and '/'}{base}/_stcore/{ROUTE}"
    return f'fetch("{address}", {{method: "POST", body: "{ticket.word}"}})'


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """204 with the new cookies, or 403."""
    request = Request(scope, receive)
    browser = cookie.browser_of(request.cookies)
    tab = visits().turn(browser, await _ticket(request), monotonic()) if browser else None
    if tab is None:
        await PlainTextResponse("no such ticket", 403)(scope, receive, send)
        return
    response = Response(status_code=204)
    response.raw_headers.append((b"set-cookie", cookie.header(scope, tab.browser)))
    if tab.shift.word:
        response.raw_headers.append((b"set-cookie", cookie.known_header(scope, tab.shift.word)))
    await response(scope, receive, send)


async def _ticket(request: Request) -> str:
    said = b""
    try:
        async for part in request.stream():
            said += part
            if len(said) > LARGEST:
                return ""
    except ClientDisconnect:
        return ""
    return said.decode("ascii", "replace").replace("\ufffd", "")
