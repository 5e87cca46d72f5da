"""Uploads: only what the page on screen asked for, only as large, and never more of all together than memory bears."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from storefront.doors import cookie
from storefront.doors.visits import Asked, visits

MB: Final = 1024 * 1024
LARGEST_FEED_MB: Final = 20  # as in look/streamlit.toml; `mattress-fit catalog import` takes larger ones
LARGEST_DIARY_MB: Final = 1
MOST_TOGETHER_MB: Final = 200
FRAMING_BYTES: Final = 64 * 1024  # what a form adds around a file


@dataclass(slots=True)
class _Coming:
    """Bytes of uploads that are being received now."""

    total: int = 0


_COMING: Final = _Coming()


async def put(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let a file in, or say why not: 403 not asked for, 413 too large, 507 too much of all together."""
    session_id = scope["path"].rstrip("/").split("/")[-2]
    asked = _asked(scope, session_id)
    if asked is None:
        await PlainTextResponse("no page asked for this file", 403)(scope, receive, send)
        return
    most = asked.largest_mb * MB + FRAMING_BYTES
    stated = Headers(scope=scope).get("content-length", "")
    if stated.isdecimal() and int(stated) > most:
        await PlainTextResponse("too large", 413)(scope, receive, send)
        return
    expected = int(stated) if stated.isdecimal() else most
    forget_files(session_id)  # one file a page: the one before gives its memory back first
    if _held() + _COMING.total + expected > MOST_TOGETHER_MB * MB:
        await PlainTextResponse("too much at once", 507)(scope, receive, send)
        return
    _COMING.total += expected
    try:
        await _at_most(app, most, scope, receive, send)
    finally:
        _COMING.total -= expected


async def _at_most(app: ASGIApp, most: int, scope: Scope, receive: Receive, send: Send) -> None:
    """A body without a stated length, or with a false one, is cut off where it becomes too large."""
    received, refused = 0, False

    async def counted() -> Message:
        nonlocal received, refused
        message = await receive()
        received += len(message.get("body", b""))
        if received > most and not refused:
            refused = True
            await PlainTextResponse("too large", 413)(scope, receive, send)
        return {"type": "http.disconnect"} if refused else message

    async def unless_refused(message: Message) -> None:
        if not refused:
            await send(message)

    with suppress(ClientDisconnect):
        await app(scope, counted, unless_refused)


def _asked(scope: Scope, session_id: str) -> Asked | None:
    """What the page of this session asked for; None where it asked nothing or is not of the browser that sends."""
    browser = cookie.browser_of(HTTPConnection(scope).cookies)
    tab = visits().owner(session_id)
    if browser is None or tab is None or tab.browser != browser or not tab.sockets:
        return None
    asked = tab.visit.asked_file if tab.visit else None
    return asked if asked and asked.allowed(tab.shift, monotonic()) else None


def _manager() -> Any:
    return runtime.get_instance().uploaded_file_mgr if runtime.exists() else None


def _held() -> int:
    """Bytes of all uploads that Streamlit keeps."""
    manager = _manager()
    kept: Callable[[], Any] = getattr(manager, "get_stats", dict)
    return sum(stat.byte_length for stats in kept().values() for stat in stats)


def forget_files(session_id: str) -> None:
    """Give the memory of a session's uploads back."""
    if (manager := _manager()) is not None:
        manager.remove_session_files(session_id)
