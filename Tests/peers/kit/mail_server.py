"""A mail server that people read their mail from: aiosmtpd, on a loopback port that stays the same when it stops and comes back."""

import asyncio
import email
import email.policy
import re
import ssl
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from .ports import free_port
from .waiting import until


class Received:
    """One mail, as Python's own parser reads it."""

    def __init__(self, envelope, peer_is_encrypted):
        self.sender, self.recipients = envelope.mail_from, envelope.rcpt_tos
        self.raw = envelope.original_content
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.encrypted = peer_is_encrypted

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()

    @property
    def link(self):
        return re.search(r"https?://\S+\?secret=\S+", self.text)[0]

    @property
    def code(self):
        return "".join(re.search(r"^    (\d{4}) (\d{4})\s*$", self.text, re.M).groups())


class MailServer:
    """Keeps what it gets. `refuse` is an answer for every mail, such as "451 later"; while it `stalls`, no mail gets an answer."""

    def __init__(self, credentials=None, certificate=None, implicit=False):
        self.port = free_port()
        self.credentials, self.certificate, self.implicit = credentials, certificate, implicit
        self.mails, self.refuse, self.stalls, self.attempts = [], None, False, 0
        self._lock = threading.Lock()
        self.controller = None

    # What aiosmtpd asks

    async def handle_DATA(self, server, session, envelope):
        with self._lock:
            self.attempts += 1
        if self.stalls:  # until whoever brought the mail is gone
            await asyncio.Event().wait()
        with self._lock:
            if self.refuse:
                return self.refuse
            self.mails.append(Received(envelope, session.ssl is not None or self.implicit))
        return "250 taken"

    def _authenticate(self, server, session, envelope, mechanism, data):
        is_right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self.credentials
        return AuthResult(success=is_right, handled=False)

    # The process

    def start(self):
        options = {}
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            options = {"ssl_context": context} if self.implicit else {"tls_context": context, "require_starttls": True}
        if self.credentials:
            options.update(authenticator=self._authenticate, auth_required=True, auth_require_tls=bool(self.certificate) and not self.implicit)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        self.controller.start()
        return self

    def stop(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    # The person

    def to(self, address, count=1, seconds=30):
        """The mails to this address, once there are so many."""
        def arrived():
            mails = [one for one in list(self.mails) if address in one.recipients]
            return mails if len(mails) >= count else None
        return until(arrived, seconds, f"{count} mails to {address}")

    def last_to(self, address, count=1):
        return self.to(address, count)[-1]
