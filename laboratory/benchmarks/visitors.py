"""Visitors without a browser: they use Streamlit's own websocket protocol, so that a hundred fit on one machine.

Shoppers walk the quiz; staff sign in at the counter and type in two customers.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 60
Typed = float | str | tuple[str, ...] | None
# One interaction per row: what is typed or pressed, by the key of its widget. The last one shows the answer.
QUIZ: tuple[tuple[str, Typed], ...] = (
    ("begin_here", None),
    ("none_of_these", None),
    ("next", None),
    ("q0.weight_kg", "82"),
    ("q0.height_cm", "178"),
    ("next", None),
    ("q0.lies.side", ("mostly",)),
    ("q0.lies.back", ("sometimes",)),
    ("next", None),
    ("next", None),
    ("next", None),
    ("next", None),
    ("next", None),
)

# What staff type of one customer, by field: a weight that is mended, so that the target moves once more.
FIGURES: tuple[tuple[str, str], ...] = (
    ("weight_kg", "8"),
    ("weight_kg", "82"),
    ("height_cm", "1,78 m"),
    ("side", "60"),
    ("back", "40"),
    ("age_years", "44"),
    ("weight_kg", "84"),
    ("hip_circumference_cm", "104"),
)


@dataclass
class Visitor:
    """One session. `do` returns how many seconds the server took to complete the run it triggered.

    `path` is the page it opens; `ids` holds the widgets of the page by key, `texts` the texts on the page.
    """

    address: str
    path: str = ""
    page: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    typed: dict[str, WidgetState] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(url, subprotocols=["streamlit"], max_size=None, compression=None)  # type: ignore[list-item]
        await self._run()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._socket is not None
        await self._socket.close()

    async def do(self, key: str, value: Typed) -> float:
        """Type a number or a text into a field, choose among words, tick a box (True), or press a button (None)."""
        if value is None:
            return await self._run(WidgetState(id=self.ids[key], trigger_value=True))
        if value is True:
            self.typed[key] = WidgetState(id=self.ids[key], bool_value=True)
            return await self._run()
        if isinstance(value, tuple):
            self.typed[key] = WidgetState(id=self.ids[key], string_array_value=StringArray(data=value))
            return await self._run()
        if isinstance(value, str):
            self.typed[key] = WidgetState(id=self.ids[key], string_value=value)
            return await self._run()
        self.typed[key] = WidgetState(id=self.ids[key], double_value=value)
        return await self._run()

    def put(self, key: str, text: str) -> None:
        """Type into a field of a form: the server learns of it when the form is sent."""
        self.typed[key] = WidgetState(id=self.ids[key], string_value=text)

    def key(self, end: str) -> str:
        """The key of the widget that ends so: an answer's begins with the round of the visit."""
        return next(key for key in self.ids if key.endswith(end))

    async def refresh(self) -> float:
        """Have the page drawn again."""
        return await self._run()

    async def _run(self, pressed: WidgetState | None = None) -> float:
        assert self._socket is not None
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.page_name = "" if self.page else self.path
        asked.rerun_script.context_info.locale = "en-GB"
        shown = [state for key, state in self.typed.items() if self.ids.get(key) == state.id]
        asked.rerun_script.widget_states.widgets.extend([*shown, *([pressed] if pressed else [])])
        start = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        while not self._finished(ForwardMsg.FromString(await self._socket.recv())):
            pass
        return time.perf_counter() - start

    def _finished(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page, self.ids, self.texts = message.new_session.page_script_hash, {}, []
        elif kind == "navigation":  # of a page opened by its address
            self.page = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            part = getattr(element, str(element.WhichOneof("type")))
            self.texts.append(getattr(part, "body", ""))
            given = getattr(part, "id", "")
            if given.startswith("$$ID-"):
                self.ids[given.split("-", 2)[2]] = given
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
