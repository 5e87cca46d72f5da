"""The door in front of Streamlit, asked as a server asks it: headers, closed routes, cookies, other sites, proxies."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from storefront.doors import cookie, proxies
from storefront.doors.door import Door
from storefront.settings import settings
from tests.storefront.doors.asking import Browser


async def _said(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.url.path} {request.client.host if request.client else ''}")


@pytest.fixture
def inside() -> Starlette:
    return Starlette(routes=[Route("/{path:path}", _said, methods=["GET", "HEAD", "PUT", "POST"])])


@pytest.fixture
def browser(inside: Starlette) -> Browser:
    return Browser(Door(inside))


@pytest.mark.parametrize(
    "path", ["/", "/result", "/_stcore/health", "/media/answer.pdf", "/static/js/a.js", "/nowhere"]
)
def test_every_response_says_what_it_must_not_be_used_for(browser: Browser, path: str) -> None:
    said = browser.get(path).headers
    assert said["x-content-type-options"] == "nosniff"
    assert said["referrer-policy"] == "no-referrer"
    assert said["x-frame-options"] == "SAMEORIGIN"
    if path.startswith("/static/"):
        assert "cache-control" not in said
    else:
        assert said["cache-control"] == "no-store"
        assert "frame-ancestors 'self'" in said["content-security-policy"]


@pytest.mark.parametrize("path", ["metrics", "metrics?families=x", "script-health-check", "agent/openapi.json", "x"])
def test_what_streamlit_tells_of_itself_is_closed(browser: Browser, path: str) -> None:
    assert browser.get(f"/_stcore/{path}").status == 404
    assert browser.get(f"/step/_stcore/{path}").status == 404
    assert browser.get("/_stcore/host-config").status == 200


def test_a_browser_gets_one_cookie_that_no_script_and_no_other_site_can_use(browser: Browser) -> None:
    assert "set-cookie" not in browser.get("/").headers
    given = browser.get("/_stcore/health").headers["set-cookie"]
    assert re.fullmatch(r"mattress-fit-visit=[\w-]{32}\.[0-9a-f]+; Path=/; HttpOnly; SameSite=Strict", given), (
        "random, for this session of the browser, and nothing of what was answered"
    )
    assert "set-cookie" not in browser.get("/_stcore/health").headers
    other = Browser(browser.app)
    assert other.get("/_stcore/health").headers["set-cookie"] != given


def test_behind_tls_no_other_host_of_the_domain_can_set_the_cookie(inside: Starlette) -> None:
    browser = Browser(Door(inside), scheme="https")
    assert re.match(r"__Host-mattress-fit-visit=.*; Secure$", browser.get("/_stcore/health").headers["set-cookie"])


@pytest.mark.parametrize("kept", ["", "short", "x" * 32, f"{'x' * 32}.zz", f"{'x' * 32}.1/other", "x" * 5000])
def test_a_cookie_that_is_not_ours_is_replaced(browser: Browser, kept: str) -> None:
    assert "set-cookie" in browser.get("/_stcore/health", {"cookie": f"{cookie.NAME}={kept}"}).headers


def test_an_older_cookie_is_told_from_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made = cookie.made()
    assert cookie.browser_of({cookie.NAME: made}) == made
    assert cookie.is_new(made)
    later = time.time() + cookie.JUST_NOW_S + 1
    monkeypatch.setattr("storefront.doors.cookie.time.time", lambda: later)
    assert not cookie.is_new(made)


@pytest.fixture
def no_look_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def asked(*_: object) -> str:
        raise AssertionError("a host outside was asked for this machine's address")

    monkeypatch.setattr("streamlit.net_util.get_external_ip", asked)
    monkeypatch.setattr("streamlit.net_util.get_internal_ip", asked)
    yield


@pytest.mark.parametrize("origin", ["http://evil.example", "http://shop.example.evil.test", "null", "http://localhost"])
@pytest.mark.usefixtures("no_look_up")
def test_a_page_of_another_site_gets_nothing(browser: Browser, origin: str) -> None:
    assert browser.get("/_stcore/health", {"origin": origin}).status == 403
    refused = browser.get("/_stcore/stream", {"origin": origin}, "websocket").messages
    assert refused == [{"type": "websocket.close", "code": 1008}]
    assert browser.get("/_stcore/health", {"origin": "http://shop.example"}).status == 200


@pytest.fixture
def _fresh_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(proxies.TRUSTED, "")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("trusted", "comes_from", "seen"),
    [
        ("", "127.0.0.1", "127.0.0.1"),
        ("", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "127.0.0.1", "203.0.113.5"),
        ("198.51.100.0/24", "198.51.100.9", "203.0.113.5"),
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
    ],
)
@pytest.mark.usefixtures("_fresh_settings")
def test_only_a_named_proxy_says_where_a_visitor_comes_from(
    inside: Starlette, monkeypatch: pytest.MonkeyPatch, trusted: str, comes_from: str, seen: str
) -> None:
    """As uvicorn decides it, with what we hand to it; by itself it believes every program on this machine."""
    monkeypatch.setenv("MATTRESS_FIT_TRUSTED_PROXIES", trusted)
    proxies.trust()
    believed = uvicorn.Config(inside).forwarded_allow_ips
    app = ProxyHeadersMiddleware(Door(inside), trusted_hosts=believed)  # type: ignore[arg-type]
    forged = {"x-forwarded-for": "192.0.2.66, 203.0.113.5"}
    assert Browser(app, address=comes_from).get("/x", forged).text == f"/x {seen}"
