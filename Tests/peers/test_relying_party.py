"""OpenID Connect for an ordinary web site: Apache with mod_auth_openidc finds everything by discovery and signs a person in."""

import pytest

from kit.apache import RelyingParty
from kit.waiting import until


@pytest.fixture
def site():
    party = RelyingParty()
    yield party
    party.close()


# RS256 is what OpenID Connect lets every client ask for (Core §15.1); ES256 is what this server prefers.
@pytest.mark.parametrize("more", ["", "OIDCProviderTokenEndpointAuth client_secret_post"], ids=["basic", "post"])
def test_a_web_site_that_somebody_else_wrote_signs_a_person_in(usher, browser_person, site, more):
    site.configure(usher, usher.add_client("web", site.redirect_uri), more)
    site.start()
    pages = browser_person.authorize(site.base + "/secure/index.html").pages
    assert pages == ["sign-in", "consent"], site.said()
    driver = browser_person.driver
    until(lambda: driver.title == "inside", 20, f"the page behind the sign-in; Apache: {site.said()}")
    assert driver.find_element("id", "user").text == browser_person.account.email
    assert driver.find_element("id", "email").text == browser_person.account.email
    assert driver.find_element("id", "iss").text == usher.base
    first = driver.find_element("id", "sub").text
    assert first and first != browser_person.account.email

    # A second visit, as a new session of that site, needs no page at all, and it is the same person.
    driver.get(site.base + "/")
    driver.delete_all_cookies()
    assert browser_person.authorize(site.base + "/secure/index.html").pages == []
    until(lambda: driver.title == "inside", 20, "the page behind the sign-in")
    assert driver.find_element("id", "sub").text == first
