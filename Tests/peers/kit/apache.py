"""Apache with mod_auth_openidc: an OpenID relying party that somebody else wrote, on a port and in a folder of its own."""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import requests

from .ports import free_port
from .waiting import until

MODULES = "/usr/lib/apache2/modules"
NEEDED = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "include", "auth_openidc"]

CONFIGURATION = """\
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/httpd.pid
ErrorLog {folder}/error.log
LogLevel warn auth_openidc:info
DefaultRuntimeDir {folder}
TypesConfig /dev/null
DocumentRoot {folder}/pages
{modules}
{user}
StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI {base}/secure/callback
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid email profile"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
OIDCResponseType code
{more}

<Directory {folder}/pages>
    Options +Includes
    SetOutputFilter INCLUDES
    Require all granted
</Directory>
<Location /secure>
    AuthType openid-connect
    Require valid-user
</Location>
"""

PAGE = """<!doctype html><title>inside</title>
<p id="user"><!--#echo var="REMOTE_USER" --></p>
<p id="sub"><!--#echo var="OIDC_CLAIM_sub" --></p>
<p id="iss"><!--#echo var="OIDC_CLAIM_iss" --></p>
<p id="email"><!--#echo var="OIDC_CLAIM_email" --></p>
"""


class RelyingParty:
    """One Apache; `configure` it with a client, then `start` it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="usher-apache-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.base = f"http://localhost:{self.port}"  # another host name than the server's, as it is in life
        self.redirect_uri = self.base + "/secure/callback"
        self.process = None

    def configure(self, usher, client, more=""):
        pages = self.folder / "pages" / "secure"
        pages.mkdir(parents=True)
        (pages / "index.html").write_text(PAGE)
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NEEDED)
        self.file = self.folder / "httpd.conf"
        self.file.write_text(CONFIGURATION.format(
            folder=self.folder, port=self.port, modules=modules, user=user, issuer=usher.base, base=self.base,
            client_id=client.client_id, client_secret=client.client_secret, passphrase=secrets.token_hex(16), more=more))

    def start(self):
        program = shutil.which("apache2") or "/usr/sbin/apache2"
        self.process = subprocess.Popen(
            [program, "-f", str(self.file), "-D", "FOREGROUND"], stdin=subprocess.DEVNULL,
            stdout=open(self.folder / "output.log", "wb"), stderr=subprocess.STDOUT)
        until(self._answers, 20, f"Apache to answer: {self.said()}")

    def _answers(self):
        assert self.process.poll() is None, self.said()
        try:
            return requests.get(self.base + "/", timeout=5).status_code > 0
        except requests.RequestException:
            return False

    def said(self):
        """The end of Apache's own log."""
        return "".join(path.read_text()[-3000:] for path in self.folder.glob("*.log"))

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
