"""A websocket on its way to Streamlit: in which tab it is, what it may resume, and which messages pass."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from storefront.doors import cookie
from storefront.doors.visits import MOST_NAME, Tab, visits

PASSING: Final = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request")
TAB_HEADER: Final = "x-visit-tab"  # set here, read by `session`; one that a browser sends is dropped
TAB_PREFIX: Final = "tab."  # of the subprotocol by which the page names its tab (`look.first_page`)
PROTOCOLS: Final = b"sec-websocket-protocol"
LOOK_EVERY_S: Final = 30.0
AWAY: Final = {"type": "websocket.disconnect", "code": 1001}


class Socket:
    """One connection.

    Streamlit resumes a session for whoever names its id, and the id stands in every upload URL: here only the tab that
    session belongs to may name it. A message that clears Streamlit's caches for everybody, or is none a page of ours
    sends, is dropped. When the tab was left alone too long, the connection is closed, and the page comes back by itself
    with an empty visit.
    """

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self.app, self.receive, self.send = app, receive, send
        self.scope = scope
        self.tab: Tab | None = None
        self.coming: asyncio.Task[Message] | None = None

    async def run(self) -> None:
        said = [word.strip() for word in Headers(scope=self.scope).get(PROTOCOLS.decode(), "").split(",")]
        name = next((word.removeprefix(TAB_PREFIX) for word in said if word.startswith(TAB_PREFIX)), "")
        said = [word for word in said if not word.startswith(TAB_PREFIX)]
        browser = cookie.browser_of(HTTPConnection(self.scope).cookies)
        if browser is not None:
            self.tab = visits().enter(browser, name[:MOST_NAME], monotonic())
        try:
            await self.app(self._scope(said), self._heard, self.send)
        finally:
            if self.coming is not None:
                self.coming.cancel()
            if self.tab is not None:
                visits().leave(self.tab)

    def _scope(self, said: list[str]) -> Scope:
        """The request as Streamlit gets it: with the tab, and without a session that is not this tab's."""
        if len(said) > 2 and (self.tab is None or visits().owner(said[2]) is not self.tab):
            del said[2:]
        ours = {PROTOCOLS, TAB_HEADER.encode()}
        headers = [(key, value) for key, value in self.scope["headers"] if key.lower() not in ours]
        if any(said):
            headers.append((PROTOCOLS, ", ".join(said).encode("latin-1")))
        if self.tab is not None:
            headers.append((TAB_HEADER.encode(), self.tab.key.encode()))
        return {**self.scope, "headers": headers, "subprotocols": [word for word in said if word]}

    async def _heard(self) -> Message:
        """The next message that passes."""
        while True:
            self.coming = self.coming or asyncio.ensure_future(self.receive())
            done, _ = await asyncio.wait({self.coming}, timeout=LOOK_EVERY_S)
            if not done:
                visits().forget_idle(monotonic())
                if self.tab is not None and self.tab.left:
                    await self.send({"type": "websocket.close", "code": 1001})
                    return dict(AWAY)
                continue
            message, self.coming = self.coming.result(), None
            if message["type"] != "websocket.receive":
                return message
            if (said := _read(message)) and said.WhichOneof("type") in PASSING:
                # What a page asks by its own clock does not count as somebody there.
                if self.tab is not None and said.HasField("rerun_script") and not said.rerun_script.is_auto_rerun:
                    self.tab.shift.use(monotonic())
                return message


def _read(message: Message) -> BackMsg | None:
    said = BackMsg()
    try:
        said.ParseFromString(message.get("bytes") or b"")
    except DecodeError:
        return None
    return said
