"""Two people at once: a client's token always leads to the person who agreed, however the steps are interleaved."""

import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor

from kit.browser import BrowserPerson
from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.upstream import headers_named


def email_behind(usher, access_token):
    answer = call(usher, access_token)
    assert answer.status_code == 200, answer.text
    return headers_named(answer.json(), "x-usher-")["x-usher-email"]


def test_two_people_in_two_browsers_never_get_each_others_tokens(usher, new_browser, elsewhere):
    """Step by step in turns: both begin, both sign in, both agree, both clients exchange, in crossed order."""
    one = BrowserPerson(usher, usher.add_person(), new_browser())
    two = BrowserPerson(usher, usher.add_person(), new_browser())
    plugin = ConfidentialClient.plugin(usher)  # the same client for both: only the code tells them apart
    for _ in range(2):
        states = [str(uuid.uuid4()), str(uuid.uuid4())]
        for person, state in zip((one, two), states):
            person.driver.get(plugin.authorize_url(state=state, prompt="consent"))
            person.settle()
        for person in (two, one):
            if person.is_signing_in():
                person.fill_in()
                person.settle()
        for person in (one, two):
            person.press(person.find("[name=decision][value=allow]"))
        landings = [elsewhere.landing(state) for state in states]
        answers = [plugin.exchange(landing["code"]).json() for landing in reversed(landings)][::-1]
        for person, answer in zip((one, two), answers):
            assert email_behind(usher, answer["access_token"]) == person.account.email
            renewed = plugin.refresh(answer["refresh_token"]).json()
            assert email_behind(usher, renewed["access_token"]) == person.account.email


def test_many_people_at_the_same_time_each_reach_their_own_account(usher):
    plugin = ConfidentialClient.plugin(usher)
    people = [Person(usher, usher.add_person()) for _ in range(6)]

    def work(person):
        found = []
        for _ in range(4):
            token = plugin.connect(person)
            found.append(email_behind(usher, token["access_token"]))
        return found

    with ThreadPoolExecutor(len(people)) as pool:
        for person, found in zip(people, pool.map(work, people)):
            assert found == [person.account.email] * 4


def test_two_flows_of_one_person_in_one_browser_do_not_disturb_each_other(usher, person):
    """CLIENTS.md A8: two windows, two transactions, answered in the other order."""
    first, second = ConfidentialClient.plugin(usher), ConfidentialClient.action(usher)
    states = [secrets.token_hex(8), secrets.token_hex(8)]
    person.sign_in()
    pages = [person.page(client.authorize_url(state=state).removeprefix(usher.base))
             for client, state in zip((first, second), states)]
    for client, state, page in reversed(list(zip((first, second), states, pages))):
        form = page.form_with(button="decision")
        response = person.submit(form, {}, form.button("decision", "allow"))
        target, shown = person._next(response)
        assert target.startswith(client.redirect_uri) and f"state={state}" in target, (target, shown)
