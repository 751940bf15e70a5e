"""A private Dovecot on loopback: mailboxes for any user (one password), IMAP, LMTP, SASL for Postfix,
and Pigeonhole with our scripts out of etc/dovecot."""
import contextlib
import imaplib
import pwd
import re
import shutil
import subprocess

from daemon import TRIAGECTL
from workspace import ROOT, Missing, free_port, listens, need_program, need_root, poll

PASSWORD = "secret"
OWNER = "nobody"  # of the mail: it is there on every system, and not root, who may do everything

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/home/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener {dir}/sasl {{
    mode = 0666
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
protocol lmtp {{
  postmaster_address = postmaster@example.org
}}
submission_host = 127.0.0.1:{submission}
{more}
"""


class Dovecot:
    """imap, lmtp: ports; sasl: the socket for Postfix. `triage`: a daemon whose feedback socket our
    scripts are to use; `submission`: the port that mail made by Sieve goes to."""

    def __init__(self, workspace, triage=None, submission=25):
        need_root()
        need_program("dovecot")
        self.workspace = workspace
        self.dir = workspace.folder("dovecot")
        self.homes = workspace.folder("dovecot/home")
        owner = pwd.getpwnam(OWNER)
        shutil.chown(self.homes, owner.pw_uid, owner.pw_gid)
        self.imap, self.lmtp = free_port(), free_port()
        self.sasl = self.dir / "sasl"
        self.config = self.dir / "dovecot.conf"
        self.config.write_text(CONFIG.format(
            dir=self.dir, password=PASSWORD, uid=owner.pw_uid, gid=owner.pw_gid, imap=self.imap,
            lmtp=self.lmtp, submission=submission, more=self.scripts(triage) if triage else ""))
        workspace.start(["dovecot", "-F", "-c", self.config], "dovecot/out")
        poll(f"Dovecot to listen ({self.dir}/log)",
             lambda: listens(self.imap) and listens(self.lmtp) and self.sasl.exists())

    def scripts(self, daemon):
        """Our scripts as an admin installs them, but for the paths."""
        need_program("sievec")
        home = self.dir / "triage"
        shutil.copytree(ROOT / "etc/dovecot", home)
        for program in (home / "bin").iterdir():
            text = program.read_text().replace("/usr/bin/triagectl", f"{TRIAGECTL} -c {daemon.config}")
            program.write_text(text)
        text = (home / "triage-milter.conf").read_text().replace("/usr/share/triage-milter/dovecot", str(home))
        return text + "\nplugin {\n  sieve = file:~/own.sieve\n}\n"

    def compile_scripts(self):
        """As the configuration's comment says."""
        for script in sorted((self.dir / "triage/sieve").glob("*.sieve")):
            done = subprocess.run(["sievec", "-c", self.config, script], capture_output=True, text=True,
                                  timeout=30)
            if done.returncode:
                raise Missing(f"scripts that compile: {done.stderr}")

    def own_script(self, user, text):
        """What the user's Sieve script is from now on."""
        home = self.homes / user
        home.mkdir(exist_ok=True)
        (home / "own.sieve").write_text(text)
        shutil.chown(home, OWNER)
        shutil.chown(home / "own.sieve", OWNER)

    def log(self):
        with contextlib.suppress(OSError):
            return (self.dir / "log").read_text(errors="replace")
        return ""

    def client(self, user):
        return Mailbox(self.imap, user)


class Mailbox:
    """An IMAP client of one user."""

    def __init__(self, port, user):
        self.server = imaplib.IMAP4("127.0.0.1", port, timeout=30)
        self.server.login(user, PASSWORD)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.server.logout()

    def do(self, *arguments):
        """A UID command, which must go well; its answer."""
        kind, data = self.server.uid(*arguments)
        if kind != "OK":
            raise AssertionError(f"IMAP {arguments}: {kind} {data}")
        return data

    def select(self, folder):
        self.server.create(folder)  # refused where it is already there
        kind, data = self.server.select(folder)
        if kind != "OK":
            raise AssertionError(f"IMAP select {folder}: {data}")

    def find(self, folder, subject):
        """UID of the first message with that subject, or None."""
        self.select(folder)
        found = self.do("SEARCH", "HEADER", "Subject", f'"{subject}"')[0].split()
        return found[0].decode() if found else None

    def wait(self, folder, subject, seconds=20):
        return poll(f"{subject!r} in {folder}", lambda: self.find(folder, subject), seconds)

    def fetch(self, folder, subject):
        """The bytes of the message."""
        uid = self.wait(folder, subject)
        return self.do("FETCH", uid, "(BODY.PEEK[])")[0][1]

    def flags(self, folder, subject):
        uid = self.wait(folder, subject)
        answer = self.do("FETCH", uid, "(FLAGS)")[0]
        return set(re.search(rb"FLAGS \(([^)]*)\)", answer)[1].decode().split())

    def move(self, subject, source, target):
        self.select(target)
        uid = self.wait(source, subject)
        self.do("MOVE", uid, target)

    def copy(self, subject, source, target):
        self.select(target)
        uid = self.wait(source, subject)
        self.do("COPY", uid, target)

    def flag(self, folder, subject, change, flags):
        uid = self.wait(folder, subject)
        self.do("STORE", uid, change + "FLAGS", f"({flags})")

    def append(self, folder, message):
        self.server.create(folder)
        kind, data = self.server.append(folder, "", None, message)
        if kind != "OK":
            raise AssertionError(f"IMAP append {folder}: {data}")
