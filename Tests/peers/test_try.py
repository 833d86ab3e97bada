"""`usher try`: the program is the client, walks the whole flow against a server, and says which person it was."""

import json

import pytest


def attempt(usher, account, profile, *options):
    client = usher.add_client(profile)
    return usher.run("try", profile, "--server", usher.base, "--client-id", client.client_id, "--email", account.email,
                     "--password-stdin", *options, config=False, stdin=account.password + "\n", seconds=90,
                     environment={"USHER_CLIENT_SECRET": client.client_secret})


@pytest.mark.parametrize("profile", ["chatgpt-plugin", "gpt-action"])
def test_it_ends_with_the_person_and_the_answer_of_the_api(usher, profile):
    account = usher.add_person()
    done = attempt(usher, account, profile)
    assert done.returncode == 0, done.stdout + done.stderr
    assert account.email in done.stdout
    assert account.password not in done.stdout + done.stderr


@pytest.mark.parametrize("profile", ["chatgpt-plugin", "gpt-action"])
def test_with_json_it_prints_one_document_without_secrets(usher, profile):
    account = usher.add_person()
    done = attempt(usher, account, profile, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    text = json.dumps(json.loads(done.stdout))
    assert account.email in text and account.password not in text


def test_a_wrong_password_ends_it_with_1_and_the_reason(usher):
    account = usher.add_person()
    account.password = "certainly not this one"
    done = attempt(usher, account, "chatgpt-plugin")
    assert done.returncode == 1 and "sign" in (done.stdout + done.stderr).lower()


def test_a_server_that_is_not_there_ends_it_with_1(usher):
    done = usher.run("try", "chatgpt-plugin", "--server", "http://127.0.0.1:9", "--client-id", "x", "--email", "a@example.com",
                     "--password-stdin", config=False, stdin="some pass phrase\n", environment={"USHER_CLIENT_SECRET": "x"})
    assert done.returncode == 1 and done.stderr.strip()
