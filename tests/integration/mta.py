"""A private Postfix and a private Sendmail on loopback. Each listens on two ports, one with our
milter and one without, and hands everything to the sink: the same message through both ports shows
what the milter changed.

Sendmail's package conflicts with Postfix's, so that it is unpacked into the build folder. It waits
a minute for a qualified host name when it has none, hence the UTS namespace of its own.
"""
import contextlib
import fcntl
import os
import shlex
import signal
import subprocess

from workspace import (CACHE, Missing, free_port, listens, need_program, need_root,
                       poll)

HOST = "mx.example.org"
DOMAIN = "example.org"  # ours; everything else is somebody else's

POSTFIX_MAIN = """
compatibility_level = 3.6
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file = {dir}/maillog
maillog_file_prefixes = {dir}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = example.org
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_limit = 1000
smtpd_client_connection_count_limit = 0
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_sasl_auth_enable = no
smtpd_milters = {milter}
relay_transport = smtp:[127.0.0.1]:{sink}
default_transport = smtp:[127.0.0.1]:{sink}
disable_dns_lookups = yes
smtp_host_lookup = native
message_size_limit = 104857600
mailbox_size_limit = 0
header_size_limit = 1024000
minimal_backoff_time = 2s
queue_run_delay = 2s
alias_maps =
local_recipient_maps =
"""

POSTFIX_MASTER = """
127.0.0.1:{port} inet n - n - 100 smtpd
127.0.0.1:{plain} inet n - n - 100 smtpd
  -o smtpd_milters=
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# As the manual tells an admin to write it, but for default_action: tests use tempfail, so that a
# failure of the daemon shows as a refusal.
POSTFIX_MILTER = ("{{ {socket}, connect_timeout=3s, command_timeout=5s, content_timeout=30s, "
                  "default_action={action} }}")


class Mta:
    """port: with the milter; plain: without it; log(): what the MTA wrote."""

    def log(self):
        with contextlib.suppress(OSError):
            return self.log_path.read_text(errors="replace")
        return ""


class Postfix(Mta):
    name = "postfix"

    def __init__(self, workspace, sink, socket, action="tempfail", more="", milter=None):
        need_root()
        need_program("postfix")
        self.dir = workspace.folder("postfix")
        workspace.folder("postfix/data", 0o700, "postfix")
        workspace.folder("postfix/queue")
        conf = workspace.folder("postfix/conf")
        self.port, self.plain = free_port(), free_port()
        self.log_path = self.dir / "maillog"
        line = milter or POSTFIX_MILTER.format(socket=socket, action=action)
        (conf / "main.cf").write_text(
            changed(POSTFIX_MAIN.format(dir=self.dir, milter=line, sink=sink.port), more))
        (conf / "master.cf").write_text(POSTFIX_MASTER.format(port=self.port, plain=self.plain))
        workspace.at_end(self.stop)
        self.control("start")
        poll(f"Postfix to listen ({self.log_path})",
             lambda: listens(self.port) and listens(self.plain))

    def control(self, verb):
        done = subprocess.run(["postfix", "-c", self.dir / "conf", verb], capture_output=True, text=True,
                              timeout=60)
        if done.returncode and verb != "stop":
            raise Missing(f"a Postfix that starts: postfix {verb}: {done.stderr}{self.log()[-2000:]}")

    def stop(self):
        pid = master_pid(self.dir / "queue/pid/master.pid")
        self.control("stop")
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)  # master leads the group of its children


def changed(main, more):
    """main.cf with the settings of `more` in the place of its own. A setting that stands there twice
    makes each process warn as it starts, postlogd too, which then waits for ever for room in its own
    socket where the others have filled it (ten messages by net.unix.max_dgram_qlen)."""
    names = {line.partition(" =")[0] for line in more.splitlines()}
    return "".join(line for line in main.splitlines(True) if line.partition(" =")[0] not in names - {""}) + more


def master_pid(path):
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text())
    return None


SENDMAIL_MC = """
divert(0)dnl
OSTYPE(`linux')dnl
define(`QUEUE_DIR', `{dir}/queue')dnl
define(`confPID_FILE', `{dir}/sendmail.pid')dnl
define(`STATUS_FILE', `')dnl
define(`ALIAS_FILE', `')dnl
define(`confDOMAIN_NAME', `mx.example.org')dnl
define(`confTO_IDENT', `0')dnl
define(`confMAX_MESSAGE_SIZE', `104857600')dnl
define(`confMAX_HEADERS_LENGTH', `1048576')dnl
define(`confMAX_MIME_HEADER_LENGTH', `0/0')dnl
define(`confLOG_LEVEL', `9')dnl
define(`confQUEUE_LA', `1000')dnl
define(`confREFUSE_LA', `1000')dnl
define(`confDELIVERY_MODE', `background')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
define(`confPRIVACY_FLAGS', `goaway')dnl
define(`confMILTER_LOG_LEVEL', `9')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {sink}')dnl
define(`SMART_HOST', `relay:[127.0.0.1]')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`promiscuous_relay')dnl
FEATURE(`nocanonify')dnl
FEATURE(`no_default_msa')dnl
{milter}dnl
DAEMON_OPTIONS(`Name=filtered, Addr=127.0.0.1, Port={port}, InputMailFilters=triage')dnl
DAEMON_OPTIONS(`Name=plain, Addr=127.0.0.1, Port={plain}')dnl
MAILER(`smtp')dnl
"""


SENDMAIL_MILTER = "MAIL_FILTER(`triage', `S={socket}, {flags}T=C:3s;S:5s;R:30s;E:1m')"


def unpacked_sendmail():
    """The folder with Debian's Sendmail, downloaded with apt once and kept in the build folder."""
    folder = CACHE / "sendmail"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:  # of tests that run at the same time, the first unpacks
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "usr/libexec/sendmail/sendmail").exists():
            unpack_sendmail(folder)
    return folder


def unpack_sendmail(folder):
    debs = folder / "debs"
    debs.mkdir(exist_ok=True)
    need_program("dpkg")
    done = subprocess.run([need_program("apt-get"), "download", "sendmail-bin", "sendmail-base",
                           "sendmail-cf"], cwd=debs, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise Missing(f"the sendmail packages: {done.stderr.strip()}")
    for deb in debs.glob("*.deb"):
        subprocess.run(["dpkg", "-x", deb, folder], check=True, timeout=60)


class Sendmail(Mta):
    name = "sendmail"

    def __init__(self, workspace, sink, socket, action="tempfail", milter=None):
        need_root()
        self.dir = workspace.folder("sendmail")
        workspace.folder("sendmail/queue", 0o700)
        self.port, self.plain = free_port(), free_port()
        self.log_path = self.dir / "sendmail.log"
        package = unpacked_sendmail()
        flags = {"tempfail": "F=T, ", "accept": "", "reject": "F=R, "}[action]
        milter = milter or SENDMAIL_MILTER.format(socket=socket, flags=flags)
        self.write_cf(package, SENDMAIL_MC.format(dir=self.dir, sink=sink.port, milter=milter,
                                                  port=self.port, plain=self.plain))
        self.run(workspace, package)
        poll(f"Sendmail to listen\n{self.log()}", lambda: listens(self.port) and listens(self.plain))

    def write_cf(self, package, text):
        (self.dir / "test.mc").write_text(text)
        cf = package / "usr/share/sendmail/cf"
        with open(self.dir / "sendmail.cf", "wb") as out:
            done = subprocess.run([need_program("m4"), f"-D_CF_DIR_={cf}/", cf / "m4/cf.m4",
                                   self.dir / "test.mc"], stdout=out, stderr=subprocess.PIPE)
        if done.returncode:
            raise Missing(f"a sendmail.cf: {done.stderr.decode()}")

    def run(self, workspace, package):
        # -bD stays in the foreground, in our process group; -X logs each dialogue for a failure.
        program = [str(package / "usr/libexec/sendmail/sendmail"), "-bD", f"-C{self.dir}/sendmail.cf",
                   "-q2s"]
        shell = f"hostname {HOST} && exec {shlex.join(program)}"
        workspace.start([need_program("unshare"), "--uts", "sh", "-c", shell],
                        self.log_path.relative_to(workspace.path))


MTAS = (Postfix, Sendmail)
