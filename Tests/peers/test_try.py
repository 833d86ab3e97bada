"""`usher try`: the program is the client, walks the whole flow against a server, and says which person it was."""

import json

import pytest

from kit.mcp_upstream import mcp_configuration

MCP_CLIENTS = ["chatgpt-app", "claude", "claude-code", "codex", "vscode", "cursor", "inspector", "cline", "gemini-cli", "goose",
               "mcp-remote", "opencode", "zed", "mcp"]
WITH_DOCUMENT = ["chatgpt-app", "claude", "claude-code", "codex", "vscode", "goose", "opencode", "zed"]


@pytest.fixture(scope="module")
def mcp_usher(new_mcp_usher):
    return new_mcp_usher(mcp_configuration()).start()


def sign_in(usher, account, *arguments, environment=None, config=False):
    return usher.run("try", *arguments, "--email", account.email, "--password-stdin", config=config,
                     stdin=account.password + "\n", seconds=120, environment=environment)


def attempt(usher, account, profile, *options):
    client = usher.add_client(profile)
    return sign_in(usher, account, profile, "--server", usher.base, "--client-id", client.client_id, *options,
                   environment={"USHER_CLIENT_SECRET": client.client_secret})


def titles(done):
    return [step["title"] for step in json.loads(done.stdout)["steps"]]


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


@pytest.mark.parametrize("profile", ["chatgpt-plugin", "gpt-action", "web", "service"])
def test_without_a_client_it_adds_one_for_the_time_being(usher, profile):
    account = usher.add_person()
    done = sign_in(usher, account, profile, config=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "usher try" not in usher.run("client", "list").stdout


@pytest.mark.parametrize("profile", MCP_CLIENTS)
def test_every_mcp_client_connects_with_nothing_but_the_url(mcp_usher, profile):
    account = mcp_usher.add_person()
    done = sign_in(mcp_usher, account, profile, "--resource", mcp_usher.url("/mcp"), "--tool", "whoami", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "call a tool" in titles(done) and account.password not in done.stdout
    assert json.loads(done.stdout)["person"]["email"] == account.email


@pytest.mark.parametrize("profile", MCP_CLIENTS)
def test_every_mcp_client_registers_itself(mcp_usher, profile):
    account = mcp_usher.add_person()
    done = sign_in(mcp_usher, account, profile, "--resource", mcp_usher.url("/mcp"), "--registration", "dynamic")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("profile", WITH_DOCUMENT)
def test_every_client_with_a_document_connects_by_it_though_nobody_can_fetch_it(mcp_usher, profile):
    account = mcp_usher.add_person()
    done = sign_in(mcp_usher, account, profile, "--resource", mcp_usher.url("/mcp"), "--registration", "document")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The identifier is the address of a document" in done.stdout


@pytest.mark.parametrize("profile", MCP_CLIENTS)
def test_every_mcp_client_connects_with_an_identifier_from_the_operator(mcp_usher, profile):
    account = mcp_usher.add_person()
    done = sign_in(mcp_usher, account, profile, "--registration", "preregistered", config=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("profile", ["chatgpt-app", "claude", "vscode"])
def test_a_tool_that_needs_more_makes_the_client_ask_for_it(mcp_usher, profile):
    account = mcp_usher.add_person()
    done = sign_in(mcp_usher, account, profile, "--resource", mcp_usher.url("/mcp"), "--tool", "delete_note",
                   "--scope", "notes:read", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ask for more scope and call the tool again" in titles(done)


def test_an_upstream_that_is_no_mcp_server_is_noticed(new_usher):
    usher = new_usher(configuration=mcp_configuration()).start()
    account = usher.add_person()
    done = sign_in(usher, account, "claude", "--resource", usher.url("/mcp"))
    assert done.returncode == 1 and "is this the MCP server's address?" in done.stderr


def test_a_wrong_password_ends_it_with_1_and_the_reason(usher):
    account = usher.add_person()
    account.password = "certainly not this one"
    done = attempt(usher, account, "chatgpt-plugin")
    assert done.returncode == 1 and "sign" in (done.stdout + done.stderr).lower()


def test_a_server_that_is_not_there_ends_it_with_1(usher):
    done = usher.run("try", "chatgpt-plugin", "--server", "http://127.0.0.1:9", "--client-id", "x", "--email", "a@example.com",
                     "--password-stdin", config=False, stdin="some pass phrase\n", environment={"USHER_CLIENT_SECRET": "x"})
    assert done.returncode == 1 and done.stderr.strip()
