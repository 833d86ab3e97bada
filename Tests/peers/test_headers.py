"""The headers of every answer and the cookies. REQUIREMENTS 6.1 and 6.2; CLIENTS.md A7, M11."""

import pytest
import requests

from kit.clients import ConfidentialClient
from kit.forms import Page
from kit.person import Person

JSON_PATHS = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/jwks", "/health", "/ready",
              "/.well-known/oauth-protected-resource/notes", "/.well-known/nothing", "/token", "/userinfo", "/introspect",
              "/notes/all", "/.well-known/ai-plugin.json"]
PAGE_PATHS = ["/sign-in", "/sign-up", "/account", "/authorize", "/authorize?client_id=unknown", "/no/such/page", "/admin"]


def directives(policy):
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def check_every_answer(answer):
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "X-Powered-By" not in headers
    assert not any(letter.isdigit() for letter in headers.get("Server", ""))
    policy = directives(headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"] and policy["frame-ancestors"] == ["'none'"]
    return policy


@pytest.mark.parametrize("path", JSON_PATHS)
def test_every_json_answer_carries_the_headers(usher, path):
    answer = requests.get(usher.url(path), timeout=10, allow_redirects=False)
    check_every_answer(answer)


@pytest.mark.parametrize("path", PAGE_PATHS)
def test_every_page_carries_the_headers(usher, path):
    answer = requests.get(usher.url(path), timeout=10)
    if "html" not in answer.headers.get("Content-Type", ""):
        assert answer.status_code == 404  # a page that this version does not have
        return
    check_page(answer)


def check_page(answer):
    policy = check_every_answer(answer)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert policy["base-uri"] == ["'none'"]
    assert "'unsafe-inline'" not in sum(policy.values(), []) and "'unsafe-eval'" not in sum(policy.values(), [])
    assert "Access-Control-Allow-Origin" not in answer.headers
    # Chromium applies form-action to the redirect after the form too, so a page that leads to a client may not say 'self' only.
    page = Page(answer.text, answer.url)
    if page.form_with(button="decision") or page.form_with(type="password"):
        assert policy.get("form-action") != ["'self'"] and policy.get("form-action") != ["'none'"]


def test_the_pages_inside_a_flow_carry_the_headers_too(usher, person):
    client = ConfidentialClient.plugin(usher)
    response = person.get(client.authorize_url(state="1"))
    seen = []
    while True:
        target, page = person._next(response)
        if target is not None:
            if not person.is_here(target):
                break
            response = person.get(target)
            continue
        check_page(response)
        seen.append(response.url)
        if (form := page.form_with(button="decision")) is not None:
            response = person.submit(form, {}, form.button("decision", "allow"))
            # 303, or a page that navigates by itself; never 307 or 308, which would send the form again.
            assert response.status_code in (200, 303)
            assert response.headers["Cache-Control"] == "no-store"
        else:
            response = person.submit(page.form_with(type="password"), person.filled(page.form_with(type="password")))
            assert response.status_code == 303
    assert len(seen) == 2


def test_tokens_are_never_stored_by_caches(usher, person):
    client = ConfidentialClient.plugin(usher)
    answer = client.exchange(person.authorize(client.authorize_url(state="1"))["code"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    assert requests.post(usher.url("/token"), data={"grant_type": "x"}, timeout=5).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/jwks",
                                  "/.well-known/oauth-protected-resource/notes"])
def test_public_documents_may_be_read_by_any_web_page(usher, path):
    answer = requests.get(usher.url(path), headers={"Origin": "https://app.example"}, timeout=5)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/token", "/.well-known/oauth-authorization-server"])
def test_a_web_page_may_ask_first(usher, path):
    answer = requests.options(usher.url(path), timeout=5, headers={
        "Origin": "https://app.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, mcp-protocol-version"})
    assert answer.status_code in (200, 204) and answer.headers["Access-Control-Allow-Origin"] == "*"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "mcp-protocol-version"))


@pytest.mark.parametrize("path", ["/authorize", "/sign-in", "/account"])
def test_no_web_page_elsewhere_may_read_the_pages(usher, path):
    answer = requests.get(usher.url(path), headers={"Origin": "https://evil.example"}, timeout=5)
    assert "Access-Control-Allow-Origin" not in answer.headers


# Cookies



def test_the_session_cookie_is_closed_to_scripts_and_other_sites(usher, person):
    response = person.sign_in()
    assert response.status_code == 303
    set_cookies = response.raw.headers.getlist("Set-Cookie")
    assert set_cookies
    for line in set_cookies:
        attributes = [part.strip().lower() for part in line.split(";")[1:]]
        assert "httponly" in attributes and "samesite=lax" in attributes and "path=/" in attributes
        assert not any(part.startswith("domain") for part in attributes)
        assert not line.startswith("__Host-"), "a browser refuses __Host- without TLS"


def test_signing_in_gives_a_new_session_and_the_database_holds_only_its_digest(usher, person):
    person.get(usher.url("/sign-in"))
    before = {cookie.value for cookie in person.session.cookies}
    person.sign_in()
    fresh = [cookie.value for cookie in person.session.cookies if cookie.value not in before]
    assert fresh, "the session before signing in is still the one in use"
    stored = b"".join(path.read_bytes() for path in usher.folder.glob("usher.db*"))
    assert all(value.encode() not in stored for value in fresh)


def test_a_form_without_its_csrf_value_or_from_another_site_changes_nothing(usher, person):
    """RFC 6749 §10.12, 9700 §2.1; C-48."""
    client = ConfidentialClient.plugin(usher)
    person.sign_in()
    page = person.page(client.authorize_url(state="1").removeprefix(usher.base))
    form = page.form_with(button="decision")
    pairs = form.hidden() + [("decision", "allow")]
    bare = [(name, value) for name, value in pairs if name != "csrf"]
    wrong = bare + [("csrf", "x" * 43)]
    for data, headers in ((bare, {}), (wrong, {}), (pairs, {"Origin": "https://evil.example"}),
                          (pairs, {"Sec-Fetch-Site": "cross-site"})):
        answer = person.session.post(form.action, data=data, headers=headers, allow_redirects=False, timeout=10)
        assert answer.status_code == 403, (answer.status_code, headers)
        assert "code=" not in answer.headers.get("Location", "") and "code=" not in answer.text


def test_another_persons_csrf_value_does_not_help(usher, person):
    other = Person(usher, usher.add_person())
    stolen = Page(other.get(usher.url("/sign-in")).text, usher.url("/sign-in")).form_with(type="password").hidden()
    form = Page(person.get(usher.url("/sign-in")).text, usher.url("/sign-in")).form_with(type="password")
    values = person.filled(form)
    answer = person.session.post(form.action, data=stolen + list(values.items()), allow_redirects=False, timeout=10)
    assert answer.status_code == 403
