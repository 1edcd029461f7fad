"""URLs of databases and of Redis: where embedded servers listen, rewriting, redacting."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

EMBEDDED_OWNER = "muster_owner"
EMBEDDED_DATABASE = "muster"

_POSTGRES_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes


def socket_dir(data_dir: Path, server: str) -> Path:
    """Directory of an embedded server's socket: inside its data, or a short one if that is long.

    The answer depends on the path alone, so that every process finds the socket unasked.
    """
    inside = data_dir / server
    if len(os.fsencode(inside / _POSTGRES_SOCKET)) <= _LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"muster-{digest}"


def embedded_postgres_url(data_dir: Path) -> str:
    """URL of the embedded PostgreSQL of `data_dir` for its owner, who needs no password there."""
    query = urlencode({"host": str(socket_dir(data_dir, "postgres"))}, safe="/")
    return f"postgresql+psycopg://{EMBEDDED_OWNER}@/{EMBEDDED_DATABASE}?{query}"


def embedded_redis_url(data_dir: Path) -> str:
    """URL of the embedded Redis of `data_dir`."""
    return f"unix://{quote(str(redis_socket(data_dir)))}?db=0"


def redis_socket(data_dir: Path) -> Path:
    """Where the embedded Redis of `data_dir` listens."""
    return socket_dir(data_dir, "redis") / "redis.sock"


def for_sqlalchemy(url: str) -> str:
    """The same PostgreSQL URL, naming the driver that Muster uses."""
    return "postgresql+psycopg" + url[url.index("://") :]


def for_libpq(url: str) -> str:
    """The same PostgreSQL URL as psql, psycopg and other libpq programs take it."""
    return "postgresql" + url[url.index("://") :]


def with_credentials(url: str, user: str, password: str) -> str:
    """`url` with another user and password."""
    parts = urlsplit(url)
    where = parts.netloc.rpartition("@")[2]
    return urlunsplit(
        parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{where}")
    )


def credentials(url: str) -> tuple[str, str]:
    """User and password of `url`, each empty when it names none."""
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password or "")


def redact(url: str) -> str:
    """`url` with its password replaced, fit for logs and screens."""
    url = re.sub(r"([?&]password=)[^&]*", r"\1***", url)
    scheme, separator, rest = url.partition("://")
    netloc, slash, path = rest.partition("/")
    credentials, at, where = netloc.rpartition("@")
    user, colon, _ = credentials.partition(":")
    return f"{scheme}{separator}{user}{colon and ':***'}{at}{where}{slash}{path}"
