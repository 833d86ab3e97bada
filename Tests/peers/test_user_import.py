"""People of another system sign in here with the password that they have, from their first visit on."""

import hashlib
import json
import sqlite3
from base64 import b64encode

from kit.person import Person
from kit.postgres import query
from kit.usher import Account

PASSWORD = "a password from elsewhere"


def pbkdf2(password):
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), b"salt of the other", 210_000)
    return f"$pbkdf2-sha512$i=210000${b64encode(b'salt of the other').decode().rstrip('=')}${b64encode(key).decode().rstrip('=')}"


def scrypt(password):
    key = hashlib.scrypt(password.encode(), salt=b"0123456789", n=32768, r=8, p=1, maxmem=64 << 20)
    return f"scrypt:32768:8:1$0123456789${key.hex()}"


def hash_of(usher, email):
    statement, url = f"SELECT password_hash FROM accounts WHERE email = '{email}'", usher.database.url
    if not url.startswith("sqlite:"):
        return str(query(url, statement))
    with sqlite3.connect(url.removeprefix("sqlite:")) as connection:
        return str(connection.execute(statement).fetchall())


def test_imported_people_sign_in_and_get_a_hash_of_ours(new_usher, tmp_path):
    usher = new_usher()
    usher.start()
    table = tmp_path / "people.csv"
    table.write_text(
        "email,name,password_hash\n"
        f"ada@example.com,Ada,{pbkdf2(PASSWORD)}\n"
        f"bob@example.com,Bob,{scrypt(PASSWORD)}\n"
        "eve@example.com,Eve,5f4dcc3b5aa765d61d8327deb882cf99\n")
    done = usher.run("user", "import", str(table), "--json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert (report["added"], report["present"]) == (2, 0) and [one["line"] for one in report["untaken"]] == [4]
    assert "5f4dcc3b" not in done.stdout + done.stderr
    for email in ["ada@example.com", "bob@example.com"]:
        assert "$argon2id$" not in hash_of(usher, email)
        assert Person(usher, Account(email, "another password", {})).sign_in().status_code != 303
        assert "$argon2id$" not in hash_of(usher, email)
        for _ in range(2):
            assert Person(usher, Account(email, PASSWORD, {})).sign_in().status_code == 303
            assert "$argon2id$" in hash_of(usher, email)
    again = usher.run("user", "import", str(table))
    assert again.returncode == 1 and "already" in again.stdout and "line 4" in again.stdout, again.stdout
