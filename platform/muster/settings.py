"""Every setting, typed, read from the environment once at the start.

A wrong or missing value stops the start: `SettingsError` names each one and says what it
should be. What a setting is for stands beside its field.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from muster.urls import (
    credentials,
    embedded_postgres_url,
    embedded_redis_url,
    for_sqlalchemy,
    with_credentials,
)

DEVELOPMENT_SECRET = "muster-development-secret-never-for-production"  # noqa: S105 - refused there
SHORTEST_SECRET = 32
# Settings of the database roles, so that they hold behind a pooler, too.
ROLE_TIMEOUTS = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "TimeZone": "UTC",
}

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class Environment(StrEnum):
    """Where this process runs; production adds rules of its own."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class SettingsError(Exception):
    """One or more settings are wrong or missing; `problems` maps the name to what is expected."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        lines = [f"  {name}: {expected}" for name, expected in sorted(self.problems.items())]
        super().__init__("Muster cannot start with these settings:\n" + "\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one process. URLs and the secret stay out of its `repr`."""

    environment: Environment = Environment.DEVELOPMENT
    secret_key: str = field(
        repr=False
    )  # signs cookies and links; the role passwords derive from it
    database_url: str = field(repr=False)  # the owner role: migrations and roles, nothing else
    app_database_url: str = field(repr=False)  # the role that row-level security binds
    operations_database_url: str = field(repr=False)  # pages of the operator across clients
    embeds_postgres: bool  # no DATABASE_URL was given: Muster runs a PostgreSQL of its own
    redis_url: str = field(repr=False)  # queues, live events, presence, limits
    embeds_redis: bool  # no REDIS_URL was given: Muster runs a Redis of its own
    data_dir: Path  # embedded servers, pictures, uploads; absolute
    host: str  # address that the web server listens on
    port: int  # 0 = any free one, chosen by `muster up`
    web_processes: int
    worker_processes: int
    public_url: str  # how browsers reach Muster; no slash at the end
    trusted_proxies: int  # reverse proxies in front whose X-Forwarded-* headers are believed
    secure_cookies: bool  # cookies only over HTTPS
    smtp_url: str | None = field(repr=False)  # none: mail is kept where operations staff read it
    mail_from: str
    calls_url: str | None = field(repr=False)  # takes SMS and voice calls; none: they are kept
    default_locale: str
    offer_seconds: int  # an offered contact that nobody opens goes on to the next agent
    promise_seconds: int  # without an answer by then an inquiry widens by one ring
    invite_limit: int  # companies invited to one inquiry, unless asked otherwise
    max_upload_bytes: int
    role_prefix: str  # database roles are named <prefix>_app and <prefix>_operations
    reread_files: bool  # templates and static files anew for each request, while one writes them

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read all settings from `environ`; raises SettingsError that lists every wrong one."""
        reader = _Reader(environ)
        settings = _read(reader)
        if settings.environment is Environment.PRODUCTION:
            _demand_production(settings, reader)
        if reader.problems:
            raise SettingsError(reader.problems)
        return settings

    def role_name(self, purpose: str) -> str:
        """Name of the database role for a purpose: `app` or `operations`."""
        return f"{self.role_prefix}_{purpose}"

    def role_password(self, role: str) -> str:
        """Password of the database role of that name: derived, so every process knows it."""
        message = f"database role {role}".encode()
        return hmac.new(self.secret_key.encode(), message, hashlib.sha256).hexdigest()

    def role_url(self, purpose: str) -> str:
        """The database as seen by the role for `purpose`, with its derived password."""
        role = self.role_name(purpose)
        return with_credentials(self.database_url, role, self.role_password(role))

    @property
    def manages_roles(self) -> bool:
        """False where somebody else made the database roles and gave us their passwords."""
        role = self.role_name("app")
        return credentials(self.app_database_url) == (role, self.role_password(role))


class _Reader:
    """Takes typed values out of an environment and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: dict[str, str] = {}

    def given(self, name: str) -> str | None:
        """The value as written, or None when it is missing or blank."""
        return self._environ.get(name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        return self.given(name) or default

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        raw = self.given(name)
        if raw is None:
            return default
        if not raw.isdecimal() or not low <= int(raw) <= high:
            expected = f"should be a whole number from {low} to {high} (default {default})"
            self.problems[name] = f"{expected}, not {raw!r}"
            return default
        return int(raw)

    def boolean(self, name: str, *, default: bool) -> bool:
        raw = self.given(name)
        if raw is None:
            return default
        if raw.lower() not in _TRUE | _FALSE:
            self.problems[name] = f"should be true or false, not {raw!r}"
        return raw.lower() in _TRUE

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        raw = self.text(name, default)
        if raw not in allowed:
            self.problems[name] = f"should be one of {', '.join(allowed)}, not {raw!r}"
            return default
        return raw

    def url(self, name: str, schemes: tuple[str, ...], example: str) -> str | None:
        """A URL with one of `schemes`; what was given is not repeated: it may hold a password."""
        raw = self.given(name)
        if raw is None:
            return None
        if raw.partition("://")[0] not in schemes:
            self.problems[name] = f"should be a URL like {example}"
            return None
        return raw


def _read(reader: _Reader) -> Settings:
    environment = Environment(
        reader.choice("MUSTER_ENV", "development", tuple(item.value for item in Environment))
    )
    data_dir = Path(reader.text("MUSTER_DATA", ".muster")).expanduser().absolute()
    database_url = _postgres_url(reader, "DATABASE_URL")
    redis_url = reader.url(
        "REDIS_URL", ("redis", "rediss", "unix"), "redis://:password@host:6379/0"
    )
    owner_url = database_url or embedded_postgres_url(data_dir)
    port = reader.number("PORT", 8000, low=0, high=65535)
    draft = Settings(
        environment=environment,
        secret_key=reader.text("SECRET_KEY", DEVELOPMENT_SECRET),
        database_url=owner_url,
        app_database_url="",
        operations_database_url="",
        embeds_postgres=database_url is None,
        redis_url=redis_url or embedded_redis_url(data_dir),
        embeds_redis=redis_url is None,
        data_dir=data_dir,
        host=reader.text("HOST", "127.0.0.1"),
        port=port,
        web_processes=reader.number("WEB_PROCESSES", 2, low=1, high=64),
        worker_processes=reader.number("WORKER_PROCESSES", 1, low=1, high=64),
        public_url=_public_url(reader, f"http://127.0.0.1:{port}"),
        trusted_proxies=reader.number("TRUSTED_PROXIES", 0, low=0, high=10),
        secure_cookies=reader.boolean(
            "SECURE_COOKIES", default=environment is Environment.PRODUCTION
        ),
        smtp_url=reader.url("SMTP_URL", ("smtp", "smtps"), "smtp://user:password@host:587"),
        mail_from=_mail_from(reader),
        calls_url=reader.url("CALLS_URL", ("http", "https"), "https://provider.example.com/calls"),
        default_locale=reader.choice("DEFAULT_LOCALE", "en", ("en", "zh")),
        offer_seconds=reader.number("OFFER_SECONDS", 20, low=1, high=3600),
        promise_seconds=reader.number("PROMISE_SECONDS", 60, low=1, high=86400),
        invite_limit=reader.number("INVITE_LIMIT", 20, low=1, high=200),
        max_upload_bytes=reader.number(
            "MAX_UPLOAD_BYTES", 50 * 1024 * 1024, low=1024, high=2 * 1024**3
        ),
        role_prefix=_role_prefix(reader),
        reread_files=reader.boolean("REREAD_FILES", default=False),
    )
    return _with_role_urls(draft, reader)


def _with_role_urls(draft: Settings, reader: _Reader) -> Settings:
    return replace(
        draft,
        app_database_url=_postgres_url(reader, "APP_DATABASE_URL") or draft.role_url("app"),
        operations_database_url=(
            _postgres_url(reader, "OPERATIONS_DATABASE_URL") or draft.role_url("operations")
        ),
    )


def _postgres_url(reader: _Reader, name: str) -> str | None:
    schemes = ("postgresql", "postgres", "postgresql+psycopg")
    url = reader.url(name, schemes, "postgresql://user:password@host:5432/muster")
    return for_sqlalchemy(url) if url else None


def _role_prefix(reader: _Reader) -> str:
    prefix = reader.text("DATABASE_ROLE_PREFIX", "muster")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", prefix):
        reader.problems["DATABASE_ROLE_PREFIX"] = (
            "should be a short name of small letters, digits and underscores (default muster)"
        )
    return prefix


def _public_url(reader: _Reader, default: str) -> str:
    url = reader.url("PUBLIC_URL", ("http", "https"), "https://muster.example.com")
    if url and not urlsplit(url).hostname:
        reader.problems["PUBLIC_URL"] = "should name a host, like https://muster.example.com"
    return (url or default).rstrip("/")


def _mail_from(reader: _Reader) -> str:
    address = reader.text("MAIL_FROM", "muster@localhost")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        reader.problems["MAIL_FROM"] = "should be a mail address like muster@example.com"
    return address


def _demand_production(settings: Settings, reader: _Reader) -> None:
    """Refuse what is convenient on a desk and dangerous on the open net."""
    refused = {
        "SECRET_KEY": (
            settings.secret_key == DEVELOPMENT_SECRET or len(settings.secret_key) < SHORTEST_SECRET,
            (
                f"should be {SHORTEST_SECRET} or more random characters of your own "
                "(make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"
            ),
        ),
        "PUBLIC_URL": (
            not settings.public_url.startswith("https://"),
            "should begin with https:// in production",
        ),
        "SECURE_COOKIES": (
            not settings.secure_cookies,
            "cannot be false in production: a cookie sent over plain HTTP can be stolen",
        ),
        "SMTP_URL": (
            settings.smtp_url is None,
            "should name the mail server in production, like smtp://user:password@host:587",
        ),
        "MAIL_FROM": (
            reader.given("MAIL_FROM") is None,
            "should be the address that Muster's mail comes from",
        ),
    }
    for name, (wrong, expected) in refused.items():
        if wrong:
            reader.problems.setdefault(name, expected)
