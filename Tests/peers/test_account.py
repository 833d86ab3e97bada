"""/account: what is connected to me, and the means to end it; the password; every place where I am signed in."""

import pytest

from kit.clients import ConfidentialClient, call
from kit.person import Person, Refused
from kit.usher import Account

pytestmark = pytest.mark.both_databases


def form_saying(page, path):
    """The forms that go to a path ending so."""
    return [form for form in page.forms if form.action.endswith(path)]


def test_nobody_sees_the_page_without_signing_in(usher, person):
    assert person.get(usher.url("/account")).status_code == 303
    assert "sign-in" in person.page("/account").url


def test_it_lists_each_client_with_what_it_may_do_and_disconnects_only_the_one_pressed(usher, person):
    plugin, action = ConfidentialClient.plugin(usher), ConfidentialClient.action(usher, scope="notes:read")
    kept, ended = action.connect(person), plugin.connect(person)
    page = person.page("/account")
    for client in (plugin, action):
        assert client.client.record["client_name"] in page.said
    forms = form_saying(page, "/disconnect")
    assert len(forms) == 2
    pressed = next(form for form in forms if ("id", plugin.client.client_id) in form.hidden())
    assert person.submit(pressed, {}).status_code == 303
    assert call(usher, ended["access_token"]).status_code == 401
    assert plugin.refresh(ended["refresh_token"]).json()["error"] == "invalid_grant"
    assert call(usher, kept["access_token"]).status_code == 200
    page = person.page("/account")
    assert plugin.client.record["client_name"] not in page.said and action.client.record["client_name"] in page.said
    # Disconnecting takes the consent back, too.
    assert person.authorize(plugin.authorize_url(state="again")).pages == ["consent"]


def test_nobody_can_disconnect_what_belongs_to_somebody_else(usher, person):
    client = ConfidentialClient.plugin(usher)
    token = client.connect(person)
    stranger = Person(usher, usher.add_person())
    ConfidentialClient.action(usher).connect(stranger)
    form = form_saying(stranger.page("/account"), "/disconnect")[0]
    form.inputs = [{**one, "value": client.client.client_id} if one.get("name") == "id" else one for one in form.inputs]
    stranger.submit(form, {})
    assert call(usher, token["access_token"]).status_code == 200


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(usher, person):
    elsewhere = Person(usher, person.account)
    for one in (person, elsewhere):
        one.sign_in()
    form = form_saying(person.page("/account"), "/password")[0]
    new = "an entirely different pass phrase"
    refused = person.submit(form, {"current_password": "not it at all", "new_password": new})
    assert refused.status_code == 422
    form = form_saying(person.page("/account"), "/password")[0]
    assert person.submit(form, {"current_password": person.account.password, "new_password": new}).status_code == 303
    assert person.get(usher.url("/account")).status_code == 200, "the person who changed it stays signed in"
    assert elsewhere.get(usher.url("/account")).status_code == 303
    assert Person(usher, Account(person.account.email, new, {})).sign_in().status_code == 303
    with pytest.raises(Refused):
        Person(usher, person.account).authorize(ConfidentialClient.plugin(usher).authorize_url(state="old password"))


def test_signing_out_everywhere_ends_every_session(usher, person):
    elsewhere = Person(usher, person.account)
    for one in (person, elsewhere):
        one.sign_in()
    assert person.submit(form_saying(person.page("/account"), "/sign-out-everywhere")[0], {}).status_code == 303
    for one in (person, elsewhere):
        assert one.get(usher.url("/account")).status_code == 303


def test_a_session_that_was_signed_out_is_over_even_for_who_kept_the_cookie(usher, person):
    person.sign_in()
    kept = dict(person.session.cookies)
    assert person.submit(form_saying(person.page("/account"), "/sign-out")[0], {}).status_code == 303
    thief = Person(usher, person.account)
    thief.session.cookies.update(kept)
    assert thief.get(usher.url("/account")).status_code == 303


def test_the_answer_to_a_wrong_sign_in_is_the_same_whether_or_not_there_is_an_account(usher, person):
    known = Person(usher, Account(person.account.email, "wrong pass phrase here", {})).sign_in()
    unknown = Person(usher, Account("nobody-at-all@example.com", "wrong pass phrase here", {})).sign_in()
    assert known.status_code == unknown.status_code

    def without_what_is_mine(response, email):
        page = response.text.replace(email, "EMAIL")
        return page.split("<main")[1].split("<form")[0]
    assert without_what_is_mine(known, person.account.email) == without_what_is_mine(unknown, "nobody-at-all@example.com")


def test_the_console_does_not_exist_for_ordinary_people_and_works_for_an_operator(usher, person):
    person.sign_in()
    assert person.get(usher.url("/admin")).status_code == 404
    operator = Person(usher, usher.add_person(None, None, "--admin"))
    operator.sign_in()
    assert operator.get(usher.url("/admin")).status_code == 200
    token = ConfidentialClient.plugin(usher).connect(person)
    page = operator.page("/admin")
    form = next(form for form in form_saying(page, "/disable") if ("id", person.account.record["id"]) in form.hidden())
    assert operator.submit(form, {}).status_code == 303
    assert call(usher, token["access_token"]).status_code == 401
