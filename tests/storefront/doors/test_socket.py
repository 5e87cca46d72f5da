"""Websockets and uploads of a real Streamlit behind the door: what passes, what a session id is good for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import streamlit as st
from starlette.middleware import Middleware
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from websockets.sync.client import ClientConnection, connect

from storefront.doors import uploads
from storefront.doors.door import Door
from storefront.doors.throttle import attempts
from storefront.doors.visits import Asked, Shift, Tab, visits
from tests.patience import HANGS_S
from tests.storefront.doors.asking import running

pytestmark = pytest.mark.slow

PAGE = """
import streamlit as st
from storefront import session
visit = session.harvested()
held = visit.answers.get("weight_kg")
visit.answers["weight_kg"] = st.number_input("weight", value=held, key=visit.key_of("weight_kg"))
st.write("weight", visit.answers["weight_kg"], "signed in", session.shift().holds(0.0))
session.drawn(visit, "start")
"""
MB = uploads.MB


@dataclass
class Browser:
    """One browser that speaks Streamlit's protocol; `said` is what the last run wrote."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    session_id: str = ""
    widget: str = ""
    socket: ClientConnection | None = None
    held: ExitStack = field(default_factory=ExitStack)

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> int:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=HANGS_S)
        asked.request(method, path, body, {"cookie": self._cookie(), **(headers or {})})
        answer = asked.getresponse()
        answer.read()
        given = SimpleCookie[str](
            "; ".join(part.partition(";")[0] for part in answer.headers.get_all("set-cookie", []))
        )
        self.cookies |= {name: morsel.coded_value for name, morsel in given.items()}
        asked.close()
        return answer.status

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def connect(self, *words: str) -> Browser:
        self.ask("GET", "/_stcore/health")
        said: list[Any] = ["streamlit", "none", *words]
        where = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        cookies = {"cookie": self._cookie()}
        self.socket = self.held.enter_context(
            connect(where, subprotocols=said, additional_headers=cookies, max_size=None)
        )
        return self.run()

    def run(self, weight_kg: float | None = None) -> Browser:
        message = BackMsg()
        message.rerun_script.query_string = ""
        if weight_kg is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.double_value = self.widget, weight_kg
        self.send(message)
        self.said = []
        while self.hear() != "script_finished":
            pass
        return self

    def hear(self) -> str | None:
        """Take in the next message; its kind."""
        assert self.socket is not None
        heard = ForwardMsg.FromString(self.socket.recv(HANGS_S, decode=False))
        kind = heard.WhichOneof("type")
        if kind == "new_session":
            self.session_id = heard.new_session.initialize.session_id
        elif kind == "delta":
            element = heard.delta.new_element
            self.said.append(element.markdown.body)
            self.widget = element.number_input.id or self.widget
        return kind

    def send(self, message: BackMsg | str | bytes) -> None:
        assert self.socket is not None
        self.socket.send(message.SerializeToString() if isinstance(message, BackMsg) else message)

    def close(self) -> None:
        self.held.close()

    def tab(self) -> Tab:
        found = visits().owner(self.session_id)
        assert found is not None
        return found

    def put(self, session_id: str, content: bytes, name: str = "file", *, stated: bool = True) -> int:
        body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n' + content + b"\r\n--x--\r\n"
        headers = {"X-Xsrftoken": self.cookies["_streamlit_xsrf"], "content-type": "multipart/form-data; boundary=x"}
        parts = body if stated else (body[i : i + MB] for i in range(0, len(body), MB))
        return self.ask("PUT", f"/_stcore/upload_file/{session_id}/{name}", parts, headers)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.undo()  # the client of pages without a server
    visits.cache_clear()
    monkeypatch.setattr(Runtime, "_instance", None)
    page = tmp_path / "page.py"
    page.write_text(PAGE)
    app = st.App(page, middleware=[Middleware(Door)])
    with running(app) as port:
        yield port
    visits.cache_clear()


@pytest.fixture
def browsers(server: int) -> Iterator[list[Browser]]:
    """Two browsers, the first with a weight answered."""
    both = [Browser(server) for _ in range(2)]
    both[0].connect("tab.one").run(83.7)
    yield both
    for browser in both:
        browser.close()


def test_a_reload_finds_the_answers_and_another_browser_does_not(browsers: list[Browser]) -> None:
    first, other = browsers
    assert "83.7" in " ".join(first.said)
    before = first.session_id
    first.close()
    first.connect("tab.one")
    assert first.session_id != before
    assert "83.7" in " ".join(first.said)
    other.connect("tab.one")
    assert "None" in " ".join(other.said)


def test_a_session_id_takes_over_nothing(browsers: list[Browser]) -> None:
    """The id stands in every upload URL; whoever has seen one used to become whoever it belonged to."""
    victim, thief = browsers
    victim.tab().shift.begin(0.0, 3600.0)
    victim.run()
    assert "True" in " ".join(victim.said)
    stolen = victim.session_id
    for gone in (False, True):
        if gone:
            victim.close()
        thief.connect(stolen, "tab.one")
        assert thief.session_id != stolen
        assert "83.7" not in " ".join(thief.said)
        assert "True" not in " ".join(thief.said)
        thief.close()
    thief.connect()
    victim.connect(stolen, "tab.one")
    assert victim.session_id == stolen, "its own browser goes on where it was"
    assert "83.7" in " ".join(victim.said)


def test_new_cookies_are_for_the_page_that_was_signed_in_on(browsers: list[Browser]) -> None:
    victim, thief = browsers
    tab, planted, shift = victim.tab(), dict(victim.cookies), Shift()
    shift.begin(monotonic(), 3600.0, word="w" * 32)
    visits().sign_in(tab, shift, monotonic())
    assert "True" in " ".join(victim.run().said)
    assert tab.ticket is not None
    ticket, foreign = tab.ticket.word, {"origin": "https://elsewhere.example"}
    for wrong in ("", "x", ticket[:-1], "x" * 1000, "\xff"):
        assert victim.ask("POST", "/_stcore/turn", wrong.encode("latin-1")) == 403
    assert victim.ask("POST", "/_stcore/turn", ticket, foreign) == 403, "a page of another site"
    assert Browser(thief.port).ask("POST", "/_stcore/turn", ticket) == 403, "without the cookie"
    assert victim.cookies == planted
    assert victim.ask("POST", "/_stcore/turn", ticket) == 204
    assert victim.ask("POST", "/_stcore/turn", ticket) == 403, "once"
    assert victim.cookies["mattress-fit-known"] == "w" * 32
    assert victim.cookies["mattress-fit-visit"] != planted["mattress-fit-visit"]
    assert "True" in " ".join(victim.run().said), "the open connection goes on"
    thief.cookies = planted
    for words in (("tab.one",), ("tab.new",), (victim.session_id, "tab.one")):
        assert "True" not in " ".join(thief.connect(*words).said)
        thief.close()
    victim.close()
    assert "True" in " ".join(victim.connect("tab.one").said)


def test_only_what_somebody_does_counts_as_use(browsers: list[Browser]) -> None:
    """A page that asks by its own clock keeps nobody signed in."""
    shift = browsers[0].tab().shift
    shift.begin(monotonic() - 600, 36_000.0)
    before = shift.used_s
    message = BackMsg()
    message.rerun_script.is_auto_rerun = True
    browsers[0].send(message)
    browsers[0].send(BackMsg(app_heartbeat=True))
    while browsers[0].hear() != "script_finished":
        pass
    assert shift.used_s == before
    browsers[0].run()
    assert shift.used_s > before


def test_no_message_of_a_visitor_clears_the_caches_of_all(browsers: list[Browser]) -> None:
    made: list[int] = []

    @st.cache_resource
    def costly() -> int:
        made.append(1)
        return 1

    costly()
    attempts("staff").failed("192.0.2.1", 0.0)
    browsers[0].send(BackMsg(clear_cache=True))
    browsers[0].send(BackMsg(set_run_on_save=True))
    browsers[0].send("clear_cache")
    browsers[0].send(b"\xff\xff\xff")
    browsers[0].run(70.0)
    assert "70.0" in " ".join(browsers[0].said), "the visit itself goes on"
    costly()
    assert made == [1]
    assert attempts("staff").failures


def _kept() -> dict[str, Any]:
    return Runtime.instance().uploaded_file_mgr.file_storage


def test_an_upload_needs_a_page_that_asks_for_it(browsers: list[Browser]) -> None:
    sender, other = browsers
    other.connect()
    assert sender.put(sender.session_id, b"x") == 403, "no page asked"
    visit = sender.tab().visit
    assert visit is not None
    visit.asked_file = Asked(1)
    assert sender.put(sender.session_id, b"x") == 204
    assert other.put(sender.session_id, b"x") == 403, "not the browser of that session"
    assert sender.put(other.session_id, b"x") == 403
    assert sender.put("made-up", b"x") == 403
    visit.asked_file = Asked(1, of_staff=True)
    assert sender.put(sender.session_id, b"x") == 403, "not signed in"
    sender.tab().shift.begin(monotonic(), 3600.0)
    assert sender.put(sender.session_id, b"x") == 204


def test_what_is_too_large_is_refused_and_one_file_a_page_is_kept(
    browsers: list[Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = browsers[0]
    visit = sender.tab().visit
    assert visit is not None
    visit.asked_file = Asked(1)
    assert sender.put(sender.session_id, b"x" * 2 * MB) == 413
    assert sender.put(sender.session_id, b"x" * 3 * MB, stated=False) == 413, "without a stated length too"
    assert not _kept().get(sender.session_id)
    for name in ("a", "b", "c", "d"):
        assert sender.put(sender.session_id, b"x" * (MB // 2), name) == 204
    assert list(_kept()[sender.session_id]) == ["d"]
    monkeypatch.setattr(uploads, "MOST_TOGETHER_MB", 0.1)
    assert sender.put(sender.session_id, b"x" * (MB // 2), "e") == 507
    sender.run()  # the page on screen takes no file
    assert not _kept().get(sender.session_id)
    assert uploads._COMING.total == 0
