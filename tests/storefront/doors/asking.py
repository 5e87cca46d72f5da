"""Ask an ASGI application without a server, or run it in one on a free port."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message

from tests.patience import HANGS_S


@dataclass(frozen=True)
class Answer:
    """The messages of a response; of a websocket only the first."""

    messages: list[Message]

    @property
    def status(self) -> int:
        return int(self.messages[0].get("status", 0))

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode().lower(): value.decode() for name, value in self.messages[0].get("headers", [])}

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.messages[1:]).decode()


@dataclass
class Browser:
    """Asks one application, and keeps the cookies it is given, of one host."""

    app: ASGIApp
    host: str = "shop.example"
    scheme: str = "http"
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: Mapping[str, str] | None = None, kind: str = "http") -> Answer:
        said = {"host": self.host, **(headers or {})}
        if self.cookies and "cookie" not in said:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        path, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": kind,
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": self.scheme,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in said.items()],
            "client": (self.address, 50000),
            "server": (self.host, 80),
            "subprotocols": [],
        }
        # In a thread of its own: a browser test in the same session keeps an event loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            answer = Answer(pool.submit(asyncio.run, _asked(self.app, scope)).result(HANGS_S))
        name, _, rest = answer.headers.get("set-cookie", "").partition("=")
        if rest:
            self.cookies[name] = rest.partition(";")[0]
        return answer


async def _asked(app: ASGIApp, scope: dict[str, Any]) -> list[Message]:
    sent: list[Message] = []
    begins = "websocket.connect" if scope["type"] == "websocket" else "http.request"

    async def receive() -> Message:
        return {"type": begins, "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


@contextmanager
def running(app: ASGIApp) -> Iterator[int]:
    """The port of a server with this application, in a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + HANGS_S
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(HANGS_S)
