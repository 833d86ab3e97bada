"""Many people at once, each with a session, a consent and a grant whose refresh token works.

The rows are copies of those that the program itself wrote for one real person; only names and secrets differ, and those are made as
`Sources/Keys/Secret.swift` makes them. So what is seeded follows the schema by itself, and everything in it can be used.
"""

import hashlib
import multiprocessing
import signal
import time
import zlib

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
THREE = [a + b + c for a in DIGITS for b in DIGITS for c in DIGITS]
CHUNK = 20_000
# One grant in so many has expired: there must be something to sweep.
EXPIRED = 50
COLUMNS = {"accounts": ["id", "email_key", "email"], "sessions": ["secret", "id", "user_id"], "consents": ["user_id"],
           "grants": ["id", "user_id", "code", "refresh", "refresh_expires_at"]}


def base62(raw, width):
    """Bytes as a number in base 62; `width` is one more than a multiple of three."""
    rest, parts = int.from_bytes(raw, "big"), []
    for _ in range(width // 3):
        rest, part = divmod(rest, len(THREE))
        parts.append(THREE[part])
    return DIGITS[rest] + "".join(reversed(parts))


def secret(brand, body):
    rest, letters = zlib.crc32(body.encode()), []
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        letters.append(DIGITS[digit])
    return f"usher_{brand}_{body}{''.join(reversed(letters))}"


class SeededPerson:
    """One of the many, made from a number: the same number is always the same person."""

    __slots__ = ("number", "user", "session_id", "handle", "session", "refresh", "code")

    def __init__(self, number):
        raw = hashlib.shake_128(b"person %d" % number).digest(144)
        self.number = number
        self.user = "user_" + base62(raw[:16], 22)
        self.session_id = base62(raw[16:32], 22)
        self.handle = base62(raw[32:48], 22)
        self.session = secret("se", base62(raw[48:80], 43))
        self.refresh = secret("rt", self.handle + base62(raw[80:112], 43))
        self.code = raw[112:144]

    @property
    def email(self):
        return f"person{self.number}@example.org"

    @property
    def is_expired(self):
        return self.number % EXPIRED == 0

    def values(self, session_prefix, expires_at):
        """What is this person's own, in the order of COLUMNS."""
        grant = "grant_" + base62(hashlib.sha256(self.handle.encode()).digest()[:16], 22)
        return {"accounts": (self.user, self.email, self.email),
                "sessions": (hashlib.sha256(self.session.encode()).digest(), session_prefix + self.session_id, self.user),
                "consents": (self.user,),
                "grants": (grant, self.user, self.code, hashlib.sha256(self.refresh.encode()).digest(),
                           1000 if self.is_expired else expires_at)}


def _chunk(job):
    """The own values of some people, by table."""
    first, last, session_prefix, expires_at = job
    everybody = [SeededPerson(number).values(session_prefix, expires_at) for number in range(first, last)]
    return {name: (own, [values[name] for values in everybody]) for name, own in COLUMNS.items()}


def seed(database, account, first, last):
    """Adds the people from number `first` to before `last`, as copies of `account`; returns the seconds it took."""
    began = time.monotonic()
    models = {name: database.model(name, account.email) for name in COLUMNS}
    session_prefix = models["sessions"]["id"][:-22]
    jobs = [(start, min(start + CHUNK, last), session_prefix, models["grants"]["refresh_expires_at"])
            for start in range(first, last, CHUNK)]
    # Workers end as they are told: what the measurement does when it is ended is not theirs to do.
    with multiprocessing.Pool(2, signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool, database.bulk(models) as add:
        for rows in pool.imap(_chunk, jobs):
            add(rows)
    database.settle()
    return time.monotonic() - began
