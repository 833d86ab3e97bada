"""Mails to people, through a real mail server: what they look like when they arrive, and that each arrives once, whatever happens."""

import re
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
import requests

from kit.certificates import self_signed
from kit.mail_person import choose_password, invite
from kit.mail_server import MailServer
from kit.nodes import Nodes
from kit.person import Person
from kit.usher import CONFIGURATION, Account
from kit.waiting import until

NAME = "Zoë’s Notes, Inc."


def mailing(port, scheme="smtp", host="127.0.0.1", more=""):
    return CONFIGURATION + f"""\
mail:
  url: {scheme}://{host}:{port}
  from: accounts@notes.example
  name: "{NAME}"
{more}"""


@pytest.fixture
def mail_server():
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def new_mail_server():
    made = []

    def make(**options):
        made.append(MailServer(**options).start())
        return made[-1]

    yield make
    for server in made:
        server.stop()


def test_an_invitation_arrives_whole_and_its_link_lets_the_person_in(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    address = invite(usher, "--name", "Åsa Öberg\r\nBcc: eve@example.com")
    mail = mail_server.last_to(address)
    assert mail.recipients == [address] and mail.sender == "accounts@notes.example"
    message = mail.message
    assert message["from"].addresses[0].display_name == NAME
    assert message["from"].addresses[0].addr_spec == "accounts@notes.example"
    assert message["to"].addresses[0].addr_spec == address
    assert message["to"].addresses[0].display_name == "Åsa Öberg Bcc: eve@example.com"
    assert message["bcc"] is None
    assert message["subject"] == "You are invited to Usher"
    assert re.fullmatch(r"<mail_[\w-]{22}@notes\.example>", message["message-id"])
    assert message["auto-submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["date"]).utcoffset().total_seconds() == 0
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects and all(not part.defects for part in message.walk())
    assert all(len(line) <= 998 for line in mail.raw.split(b"\r\n")) and b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert mail.raw.isascii()
    assert "Hello Åsa Öberg" in mail.text and mail.link in mail.text
    assert mail.link.replace("&", "&amp;") in mail.html and "<img" not in mail.html

    assert urlsplit(mail.link).path == "/invitation"
    answer = choose_password(usher, mail.link, "a password of my own")
    assert answer.status_code == 303
    person = Person(usher, Account(address, "a password of my own", {}))
    assert person.sign_in().headers["Location"].endswith("/account")
    assert usher.json("user", "show", address)["email_verified"] is True
    assert choose_password_refused(usher, mail.link)


def choose_password_refused(usher, link):
    return requests.get(usher.url(link.removeprefix(usher.base)), timeout=10).status_code == 410


def test_whoever_was_invited_can_be_invited_again_until_they_have_a_password(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    address = invite(usher)
    invite(usher, address=address)
    mail = mail_server.to(address, 2)[1]
    assert choose_password(usher, mail.link, "a password of my own").status_code == 303
    refused = usher.run("user", "invite", address)
    assert refused.returncode == 1 and "already" in refused.stderr
    off = new_usher("off")
    refused = off.run("user", "invite", address)
    assert refused.returncode == 1 and "`mail`" in refused.stderr


def test_a_forgotten_password_is_replaced_and_the_owner_is_told(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    account = usher.add_person()
    person = Person(usher, account)
    person.sign_in()
    page = person.page("/reset")
    answer = person.submit(page.forms[0], {"email": account.email})
    assert answer.status_code == 200
    mail = mail_server.last_to(account.email, 2)
    assert "New sign-in" in mail_server.to(account.email)[0].message["subject"]
    assert "forgotten" in mail.text
    assert choose_password(usher, mail.link, "an entirely new one").status_code == 303
    told = mail_server.last_to(account.email, 3)
    assert "was changed" in told.message["subject"]
    assert person.get(usher.url("/account")).status_code == 303, "the old session goes on"
    assert Person(usher, Account(account.email, "an entirely new one", {})).sign_in().status_code == 303
    log = usher.log.read_text()
    assert "usher_ml_" not in log and account.email not in log


def test_what_the_operator_changes_is_told_to_the_person_once(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    account = usher.add_person()
    usher.json("user", "reset-second-step", account.email)  # there was none
    usher.json("user", "set-password", account.email, "--password-stdin", stdin="an entirely new one\n")
    mail = mail_server.last_to(account.email)
    assert "was changed" in mail.message["subject"] and "entirely" not in mail.raw.decode()
    assert len(mail_server.mails) == 1


def test_a_mail_server_that_stops_in_the_middle_loses_nothing_and_gets_nothing_twice(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    addresses = [invite(usher) for _ in range(3)]
    mail_server.to(addresses[0])
    mail_server.stop()
    addresses += [invite(usher) for _ in range(6)]
    until(lambda: "could not be sent" in usher.log.read_text(), 20, "an attempt to fail")
    usher.stop()
    addresses += [invite(usher)]
    usher.start()
    mail_server.refuse = "451 later"
    mail_server.start()
    until(lambda: mail_server.attempts > 3, 30, "a mail to be put off")
    mail_server.refuse = None
    every_mail_arrives_once(mail_server, addresses)
    log = usher.log.read_text()
    assert "usher_ml_" not in log and not any(address in log for address in addresses)


@pytest.mark.timeout(300)
def test_a_server_that_is_killed_in_the_middle_of_a_mail_sends_it_once_when_it_is_back(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    mail_server.stalls = True
    addresses = [invite(usher) for _ in range(3)]
    until(lambda: mail_server.attempts == 1, 20, "a mail to be under way")
    usher.kill()
    mail_server.stalls = False
    addresses += [invite(usher)]
    usher.start()
    # The one that was under way is sent when the claim of the dead server is over.
    every_mail_arrives_once(mail_server, addresses, seconds=180)


def every_mail_arrives_once(mail_server, addresses, seconds=90):
    for address in addresses:
        mail_server.to(address, seconds=seconds)
    assert sorted(mail.recipients[0] for mail in mail_server.mails) == sorted(addresses)
    identifiers = [mail.message["message-id"] for mail in mail_server.mails]
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.timeout(300)
def test_two_servers_on_one_database_send_each_mail_once(tmp_path, upstream, new_shared_database, mail_server):
    together = Nodes(tmp_path, upstream.url, new_shared_database(tmp_path), 2, mailing(mail_server.port))
    try:
        together.start()
        addresses = [invite(together[number % 2]) for number in range(10)]
        mail_server.to(addresses[0])
        mail_server.stop()
        addresses += [invite(together[number % 2]) for number in range(6)]
        until(lambda: any("could not be sent" in node.log.read_text() for node in together), 20, "an attempt to fail")
        mail_server.start()
        together[0].kill()
        addresses += [invite(together[1])]
        # What the first server had claimed when it ended is sent when its time is over.
        every_mail_arrives_once(mail_server, addresses, seconds=180)
    finally:
        together.close()


def test_what_a_mail_server_refuses_for_good_is_tried_once(new_usher, mail_server):
    usher = new_usher(configuration=mailing(mail_server.port)).start()
    mail_server.refuse = "550 nobody of that name"
    invite(usher)
    until(lambda: "refused for good" in usher.log.read_text(), 20, "the refusal to be told")
    mail_server.refuse = None
    address = invite(usher)
    mail_server.to(address)
    assert mail_server.attempts == 2 and len(mail_server.mails) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_the_password_and_the_mail_travel_encrypted_to_the_right_server_or_not_at_all(new_usher, new_mail_server, tmp_path, scheme):
    pair = self_signed(tmp_path, ["localhost"], "mail")
    server = new_mail_server(credentials=("clerk@notes.example", "pass word:ü"), certificate=pair, implicit=scheme == "smtps")
    more = "  certificate_authorities: PEM\n".replace("PEM", str(pair[0]))
    secret = tmp_path / "password"
    secret.write_text("pass word:ü\n")
    options = {"scheme": scheme, "host": "clerk@notes.example@localhost"}
    usher = new_usher("right", configuration=mailing(server.port, **options, more=more + f"  password_file: {secret}\n")).start()
    address = invite(usher)
    assert server.last_to(address).encrypted

    # A wrong password: the mail waits for the operator to mend it.
    wrong = new_usher("wrong", configuration=mailing(server.port, **options, more=more),
                      environment={"USHER_MAIL_PASSWORD": "wrong"}).start()
    waiting = invite(wrong)
    until(lambda: "could not be sent" in wrong.log.read_text(), 20, "the login to fail")
    # A certificate that nobody vouches for: not even the password is said.
    other = self_signed(tmp_path, ["localhost"], "other")
    stranger = new_usher("stranger", configuration=mailing(
        server.port, **options, more=f"  certificate_authorities: {other[0]}\n  password_file: {secret}\n")).start()
    unsent = invite(stranger)
    until(lambda: "could not be sent" in stranger.log.read_text(), 20, "the certificate to be refused")
    assert not [mail for mail in server.mails if set(mail.recipients) & {waiting, unsent}]
    for one in (usher, wrong, stranger):
        assert "pass word" not in one.log.read_text() and "wrong\n" not in one.log.read_text()


def test_a_server_without_tls_gets_nothing_where_tls_is_demanded(new_usher, mail_server, tmp_path):
    pair = self_signed(tmp_path, ["localhost"], "mail")
    usher = new_usher(configuration=mailing(mail_server.port, more=f"  certificate_authorities: {pair[0]}\n")).start()
    invite(usher)
    until(lambda: "could not be sent" in usher.log.read_text(), 20, "the attempt to fail")
    assert mail_server.attempts == 0


def test_mail_log_prints_what_would_be_sent_and_says_what_that_means(new_usher):
    usher = new_usher(configuration=CONFIGURATION + "mail: log\n").start()
    assert "for development only" in usher.log.read_text()
    address = invite(usher)
    until(lambda: f"Mail to {address}: You are invited to Usher" in usher.log.read_text(), 20, "the mail to be printed")
    until(lambda: re.search(r"/invitation\?secret=usher_ml_\w+", usher.log.read_text()), 5, "its link to be printed")
