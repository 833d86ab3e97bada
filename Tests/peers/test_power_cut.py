"""`kill -9` in the middle of the work: what was answered is still true after the restart.

Workers keep a journal of every answer they got. An answer is a promise: a redeemed code stays redeemed, a token that was given
still works, a revocation still holds.
"""

import threading

import requests

from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.waiting import until

WORKERS = 6


class Worker(threading.Thread):
    """One person with one client, over and over, writing down each answer at the moment it came."""

    def __init__(self, usher, client, person, ending):
        super().__init__(daemon=True)
        self.usher, self.client, self.person, self.ending = usher, client, person, ending
        self.redeemed, self.live, self.revoked, self.asked = [], [], [], []
        self.failure = None

    def run(self):
        try:
            while not self.ending.is_set():
                self.round()
        except (requests.RequestException, AssertionError) as error:
            # The server is gone; only a failure before that is one of the server's.
            if not self.ending.is_set():
                self.failure = error

    def round(self):
        code = self.person.authorize(self.client.authorize_url(state="s"))["code"]
        self.asked.append(code)  # from here on the code may or may not have been redeemed
        answer = self.client.exchange(code)
        assert answer.status_code == 200, answer.text
        self.redeemed.append(code)
        token = answer.json()
        self.live.append(token)
        if len(self.live) % 3 == 0:
            self.live.remove(token)  # in between, either of two tokens may be the living one
            refreshed = self.client.refresh(token["refresh_token"])
            assert refreshed.status_code == 200, refreshed.text
            self.live.append(refreshed.json())
        elif len(self.live) % 5 == 0:
            self.live.remove(token)
            done = requests.post(self.usher.url("/revoke"), timeout=30, data={
                "token": token["refresh_token"], "client_id": self.client.client.client_id,
                "client_secret": self.client.client.client_secret})
            assert done.status_code == 200, done.text
            self.revoked.append(token)


def test_after_a_power_cut_no_answer_was_a_lie(new_usher):
    usher = new_usher().start()
    ending = threading.Event()
    workers = []
    for _ in range(WORKERS):
        worker = Worker(usher, ConfidentialClient.plugin(usher), Person(usher, usher.add_person()), ending)
        worker.client.connect(worker.person)
        workers.append(worker)
    for worker in workers:
        worker.start()
    until(lambda: sum(len(worker.redeemed) for worker in workers) >= 60 or any(worker.failure for worker in workers),
          60, "some load")
    ending.set()
    usher.kill()
    for worker in workers:
        worker.join(60)
        assert worker.failure is None, worker.failure
    usher.start()

    assert sum(len(worker.revoked) for worker in workers) > 0
    for worker in workers:
        check_promises(usher, worker)


def check_promises(usher, worker):
    for token in worker.live:
        assert call(usher, token["access_token"]).status_code == 200, "a token that was given is lost"
    for token in worker.live[-3:]:
        assert worker.client.refresh(token["refresh_token"]).status_code == 200, "a grant that was given is lost"
    for token in worker.revoked:
        assert call(usher, token["access_token"]).status_code == 401, "a revocation was forgotten"
    # Asking again with a redeemed code ends its grant, so this comes last.
    for code in worker.redeemed:
        answer = worker.client.exchange(code)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant"), "a code worked twice"
    # The one that was under way may have been redeemed or not; it works at most once.
    for code in set(worker.asked) - set(worker.redeemed):
        answers = [worker.client.exchange(code).status_code for _ in range(2)]
        assert answers in ([200, 400], [400, 400])


def test_people_clients_and_sessions_are_still_there_after_a_restart(new_usher):
    usher = new_usher().start()
    client = ConfidentialClient.plugin(usher)
    person = Person(usher, usher.add_person())
    token = client.connect(person)
    assert usher.stop() == 0
    usher.start()
    assert call(usher, token["access_token"]).status_code == 200, "the signing key is another one"
    assert person.authorize(client.authorize_url(state="still here")).pages == []
    assert client.refresh(token["refresh_token"]).status_code == 200


def test_a_code_made_before_the_power_cut_still_works_once_after_it(new_usher):
    usher = new_usher().start()
    client = ConfidentialClient.plugin(usher)
    person = Person(usher, usher.add_person())
    code = person.authorize(client.authorize_url(state="s"))["code"]
    usher.kill()
    usher.start()
    assert client.exchange(code).status_code == 200
    assert client.exchange(code).status_code == 400
