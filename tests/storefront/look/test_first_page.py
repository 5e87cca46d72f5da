"""The first response to a browser is in its language, has the product's name, and may load from no other host."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from storefront.look.first_page import FirstPage, asked_language
from storefront.words import LANGUAGES, words
from tests.storefront.doors.asking import Browser

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def _run(coroutine):
    """In its own thread: a browser test in the same session keeps an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def _get(path: str, language: str = "en", method: str = "GET") -> Answer:
    """What the middleware sends for a request to a tiny server of one page and one script."""

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"etag": "old"})

    async def script(request: Request) -> PlainTextResponse:
        return PlainTextResponse(PAGE)

    app = FirstPage(Starlette(routes=[Route("/", page), Route("/script", script)]))
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept-language", language.encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    _run(app(scope, receive, send))
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], head, b"".join(message.get("body", b"") for message in sent[1:]))


def test_language_and_title_are_ours() -> None:
    answer = _get("/", "nl-NL,nl;q=0.9,en;q=0.8")
    assert b'<html lang="nl">' in answer.body
    assert b"<title>mattress-fit</title>" in answer.body
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert "etag" not in answer.headers


def test_a_question_for_the_head_alone_keeps_its_length() -> None:
    answer = _get("/", method="HEAD")
    assert answer.body == b"" or int(answer.headers["content-length"]) == len(answer.body)


def test_nothing_may_be_loaded_from_elsewhere() -> None:
    policy = _get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_a_page_that_a_browser_would_take_compressed_is_ours_too() -> None:
    """Streamlit compressed the pages of steps, and they went out without policy, language and title."""

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE + " " * 5000)

    app = FirstPage(GZipMiddleware(Starlette(routes=[Route("/lying", page)])))
    browser = Browser(app)
    found = browser.get("/lying", {"accept": "text/html,*/*", "accept-encoding": "gzip", "accept-language": "nl"})
    assert "content-security-policy" in found.headers
    assert '<html lang="nl">' in found.text


def test_other_answers_pass_untouched() -> None:
    assert _get("/script").body == PAGE.encode()
    assert _get("/", method="POST").status == 405


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [
        ("", "nl-BE,fr;q=0.5", "nl"),
        ("", "fr-FR,nl;q=0.5", "nl"),
        ("", "fr-FR", "en"),
        ("", "", "en"),
        ("lang=nl", "en-GB", "nl"),
        ("lang=xx", "nl", "nl"),
    ],
)
def test_a_shops_link_goes_before_the_browser(query: str, header: str, expected: str) -> None:
    scope = {"type": "http", "query_string": query.encode(), "headers": [(b"accept-language", header.encode())]}
    assert asked_language(Request(scope)) == expected


def test_controls_that_streamlit_names_in_english_get_names_of_every_language() -> None:
    page = _get("/", "nl").body.decode()
    script = page[page.index("<script>") : page.index("</script>")]
    for lang in LANGUAGES:
        assert f'"{lang}": {{"[data-testid=stNumberInputStepUp]": "{words(lang)("frame.more")}"' in script
