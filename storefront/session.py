"""The state of one visit, and the only access to it. In memory only: never written, logged or in a URL.

It belongs to a tab of a browser (`doors.visits`), so a reload, or a tab that a phone discarded, finds it again. Where a
browser keeps no cookies it stands in Streamlit's session and ends with the connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from time import monotonic
from typing import Any, Final, Self, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from database.people.users import User
from storefront.diary.book import Diary
from storefront.doors import cookie, uploads
from storefront.doors.socket import TAB_HEADER
from storefront.doors.throttle import network_of
from storefront.doors.visits import Asked, Shift, Tab, Ticket, visits
from storefront.quiz.answers import as_typed, is_health, not_asked, owner_of
from storefront.words import LANGUAGES, Words, words_for

T = TypeVar("T")
VISIT = "visit"  # our only key in Streamlit's session; all others are keys of widgets
GONE: Final = "visit.gone"  # the notice for who comes back and is not known any more
WIDGET = "q"  # widget keys of answers are "q<round>.<field>"


@dataclass(slots=True)
class Visit:
    """One visitor's answers and position in the product.

    Attributes:
        language: of all texts.
        answers: so far, by field of the pages; None or absent where nothing was answered.
        problems: messages by field, of the step that was just rejected.
        diary: the entries made in this visit, or loaded from a file or a code.
        picks: ids of the beds last shown as picks, stored when saving.
        code: the code this visit saved under or was loaded from.
        code_said: result of saving, loading or deleting, as the key of a sentence, until it is shown.
        goto: the page to go to at the end of this run.
        notices: keys of sentences above the page, each with the page it is shown on, None until it is.
        asked_file: the file that the page on screen takes.
        erase_on_device: whether the diary was erased, so that this browser may hold no copy of it either.
        lying_until_s: second of the server's clock until which a customer of the counter lies on a bed; nobody takes
            the screen for left before that.
        shift: the sign-in of staff in this browser.
        on_page: the page being drawn, and while a button acts the page it stands on.
        last_page: where the leaflet's back link leads.
        salt: of the names of this visit's answers.
        country: of the browser's language, as in "en-GB"; "" where it names none. It suggests where to buy.
        round: of widget keys. Forgetting starts a new one, because a browser keeps the value of a known key.
    """

    language: str
    answers: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    diary: Diary = field(default_factory=Diary)
    picks: tuple[str, ...] = ()
    code: str | None = None
    code_said: str | None = None
    goto: str | None = None
    on_page: str = "start"
    last_page: str = "start"
    salt: str = field(default_factory=token_hex)
    country: str = ""
    round: int = 0
    notices: dict[str, str | None] = field(default_factory=dict)
    asked_file: Asked | None = None
    erase_on_device: bool = False
    lying_until_s: float = 0.0
    shift: Shift = field(default_factory=Shift)
    _asking: Asked | None = None
    _recalled: dict[str, tuple[object, Any]] = field(default_factory=dict)
    _own: dict[type, Any] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return words_for(self.language, str(self.answers.get("market") or ""))

    def own(self, kind: type[T]) -> T:
        """State of a group of pages (the desk, the timer): one of each kind, created on first use."""
        if kind not in self._own:
            self._own[kind] = kind()
        held: T = self._own[kind]
        return held

    def recall(self, name: str, of: object, make: Callable[[], T]) -> T:
        """A value computed from the same inputs before in this visit, else computed now; one per name is kept."""
        if name not in self._recalled or self._recalled[name][0] != of:
            self._recalled[name] = (of, make())
        found: T = self._recalled[name][1]
        return found

    def key_of(self, name: str) -> str:
        """Widget key of an answer, in this round."""
        return f"{WIDGET}{self.round}.{name}"

    def harvest(self, widgets: Mapping[Any, Any]) -> None:
        """Take over the values of the widgets of this round, and drop what another of them makes pointless."""
        start = self.key_of("")
        for key in list(widgets):
            if isinstance(key, str) and key.startswith(start):
                value = widgets[key]
                name = key.removeprefix(start)
                self.answers[name] = as_typed(value, name) if isinstance(value, str) else value
        for name in not_asked(self.answers):
            del self.answers[name]

    def take_back(self, fields: Iterable[str]) -> None:
        """Forget some answers, in a callback: their widgets are empty when they are drawn again."""
        for name in fields:
            self.answers.pop(name, None)
            if self.key_of(name) in st.session_state:
                st.session_state[self.key_of(name)] = None

    def go(self, page: str) -> None:
        """Go to a page at the end of this run (the page map performs it)."""
        self.goto = page

    def taken_turn(self) -> str | None:
        """The page requested by `go`, once."""
        page, self.goto = self.goto, None
        return page

    def notice(self, key: str) -> None:
        """Say a sentence above the next page that is drawn whole, for as long as that page is on screen."""
        self.notices[key] = None

    def notices_on(self, page: str) -> tuple[str, ...]:
        return tuple(key for key, shown_on in self.notices.items() if shown_on in (None, page))

    def takes_file(self, asked: Asked) -> None:
        """The page being drawn has a field for a file; no other upload is let in."""
        self.asked_file = self._asking = asked

    def drawn(self, page: str) -> None:
        """A page was drawn to its end."""
        if page != "leaflet":
            self.last_page = page
        self.notices = dict.fromkeys(self.notices_on(page), page)
        self.asked_file, self._asking = self._asking, None

    def branched(self) -> Self:
        """The same answers for another tab, in an object of their own."""
        return replace(
            self, answers=dict(self.answers), problems={}, notices={}, asked_file=None, _recalled={}, _own={}
        )

    def rest(self) -> None:
        """The tab is not open now: drop what can be computed again."""
        self._recalled.clear()

    def speak(self, language: str) -> None:
        self.problems.clear()
        self.language = language

    def take_over(self, answers: Mapping[str, Any], diary: Diary) -> None:
        """Continue with saved answers: every field is drawn again with them."""
        self.answers.update(answers)
        self.answers["diary_kind"] = diary.kind
        self.diary = diary
        self.problems.clear()
        self._new_round()

    def serve(self, of: str, answers: Mapping[str, Any]) -> None:
        """One customer of the counter by their saved answers; of whoever stood there before nothing is left.

        Args:
            of: whose fields, as `owner_of` says it.
            answers: by field of the page, this customer's and what both wish.
        """
        for name in [name for name in self.answers if owner_of(name) == of]:
            del self.answers[name]
        self.answers.update(answers)
        self._new_round()

    def forget_diary(self) -> None:
        self.diary = Diary()
        self.erase_on_device = True
        self._new_round()

    def forget_answers(self) -> None:
        """Empty every field, the diary too; the visitor stays where they are."""
        self.answers.clear()
        self.problems.clear()
        self.code, self.picks, self.salt, self.lying_until_s = None, (), token_hex(), 0.0
        self.forget_diary()

    def start_over(self) -> None:
        """Forget everything except the language."""
        self.forget_answers()
        self.go("start")

    def forget_health(self, of: str = "") -> None:
        """Withdraw consent: health answers are deleted at once, and the diary and picks with them; the rest stays.

        `of`: whose, as `owner_of` says it; a customer at the counter has no diary.
        """
        for name in [name for name in self.answers if is_health(name) and owner_of(name) == of]:
            del self.answers[name]
        self.answers[f"{of}health_consent"] = False
        if of:
            self._new_round()
        else:
            self.picks = ()
            self.forget_diary()

    def _new_round(self) -> None:
        self._recalled.clear()
        self.round += 1


def visit() -> Visit:
    """The visit that this run belongs to, created when there is none yet."""
    if VISIT not in st.session_state:
        st.session_state[VISIT] = _of_tab(_tab()) or _begun()
    held: Visit = st.session_state[VISIT]
    return held


def harvested() -> Visit:
    """The visit with typed values taken over, so that leaving a step or changing the language loses nothing."""
    tab, before = _tab(), st.session_state.get(VISIT)
    held = _of_tab(tab)
    if tab is not None:
        tab.used_s = max(monotonic(), held.lying_until_s if held else 0.0)
        visits().draws(tab, _session_id())
    if held is None or held is before:
        held = visit()
        held.harvest(st.session_state)
    else:  # found again in a new connection, or begun again: what the widgets hold is of another visit
        held.round = max(held.round, before.round + 1) if before else held.round
        st.session_state[VISIT] = held
    return held


def drawn(held: Visit, page: str) -> None:
    """A page was drawn to its end; where it takes no file, what was uploaded before gives its memory back."""
    asked = held.asked_file
    held.drawn(page)
    if asked and not held.asked_file:
        uploads.forget_files(_session_id())


def lie_down(minutes: float) -> None:
    """Somebody lies down: for so long nobody touches the screen, and neither the visit nor the sign-in runs out."""
    held, now = visit(), monotonic()
    held.lying_until_s = now + 60 * minutes
    if tab := _tab():
        tab.used_s = held.lying_until_s
    used = shift()
    if used.holds(now):
        used.used_s = held.lying_until_s


def get_up() -> None:
    """Somebody got up, or the time is over: every clock runs again."""
    visit().lying_until_s = 0.0


def shift() -> Shift:
    """The sign-in of the browser that this run answers, looked up anew: never one of another browser."""
    if cookie.browser_of(st.context.cookies) is None:
        return visit().shift
    tab = _tab()
    return tab.shift if tab else Shift()


def begin_shift(user: User, word: str, now: float, length_s: float) -> None:
    """Somebody of staff signed in. `word`: of the cookie that says this browser is known.

    Where a browser keeps cookies it gets others now (`doors.turning`), and the sign-in moves to those.
    """
    tab = _tab()
    begun = Shift() if tab else shift()
    begun.begin(now, length_s, user, word)
    if tab:
        visits().sign_in(tab, begun, now)


def ticket() -> Ticket | None:
    """With which this page fetches new cookies, until it has."""
    tab = _tab()
    return tab.ticket if tab else None


def known_word() -> str:
    """The word that says staff have signed in with this browser before, "" where they have not."""
    return shift().word or cookie.word_of(st.context.cookies)


def is_unwatched() -> bool:
    """Whether nothing but the page itself tells that somebody is there: no cookie, so no tab the socket knows."""
    return _tab() is None


def network() -> str:
    """The visitor's network, "" for this machine; behind a proxy that is not trusted, the proxy's."""
    return network_of(st.context.ip_address or "")


def _tab() -> Tab | None:
    browser = cookie.browser_of(st.context.cookies)
    return visits().tab(browser, st.context.headers.get(TAB_HEADER, "")) if browser else None


def _of_tab(tab: Tab | None) -> Visit | None:
    """The visit in a tab; one that knows nothing any more says so."""
    if tab is None:
        return None
    if tab.visit is None:
        begun = tab.visit = _begun(tab.shift)
        if not cookie.is_new(tab.browser):
            begun.notice(GONE)
    held: Any = tab.visit
    assert isinstance(held, Visit)
    return held


def _begun(of: Shift | None = None) -> Visit:
    """A new visit in the language of a shop's link (`?lang=`), else the one the browser asks for."""
    spoken, _, country = (st.context.locale or "").partition("-")
    asked = str(st.query_params.get("lang", "")) or spoken
    return Visit(asked if asked in LANGUAGES else "en", country=country[-2:].upper(), shift=of or Shift())


def _session_id() -> str:
    running = get_script_run_ctx()
    return running.session_id if running else ""
