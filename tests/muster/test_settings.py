from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.settings import DEVELOPMENT_SECRET, Environment, Settings, SettingsError

PRODUCTION = {
    "MUSTER_ENV": "production",
    "SECRET_KEY": "k" * 48,
    "PUBLIC_URL": "https://muster.example.com",
    "SMTP_URL": "smtp://user:password@mail.example.com:587",
    "MAIL_FROM": "muster@example.com",
}
WRONG = {
    "MUSTER_ENV": "staging",
    "PORT": "eighty",
    "WEB_PROCESSES": "0",
    "WORKER_PROCESSES": "-1",
    "SECURE_COOKIES": "perhaps",
    "DATABASE_URL": "mysql://root:geheim@host/db",
    "APP_DATABASE_URL": "host=db",
    "REDIS_URL": "localhost:6379",
    "PUBLIC_URL": "https://",
    "SMTP_URL": "mail.example.com",
    "MAIL_FROM": "nobody",
    "DEFAULT_LOCALE": "fr",
    "OFFER_SECONDS": "1.5",
    "PROMISE_SECONDS": "0",
    "INVITE_LIMIT": "201",
    "MAX_UPLOAD_BYTES": "many",
    "TRUSTED_PROXIES": "all",
    "DATABASE_ROLE_PREFIX": 'x"; DROP ROLE y',
    "REREAD_FILES": "sometimes",
}


def problems_of(environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environ)
    return caught.value.problems


def test_an_empty_environment_gives_a_working_development_installation() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.embeds_postgres
    assert settings.embeds_redis
    assert settings.data_dir == Path.cwd() / ".muster"
    assert not settings.secure_cookies


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named(name: str) -> None:
    assert list(problems_of({name: WRONG[name]})) == [name]


def test_all_wrong_values_are_named_at_once() -> None:
    assert problems_of(WRONG).keys() == WRONG.keys()


def test_a_message_says_what_the_value_should_be() -> None:
    with pytest.raises(SettingsError, match="PORT: should be a whole number from 0 to 65535"):
        Settings.from_environment({"PORT": "eighty"})


def test_a_url_that_is_refused_is_not_repeated_for_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"DATABASE_URL": WRONG["DATABASE_URL"]})
    assert "geheim" not in str(caught.value)


def test_blank_values_count_as_missing() -> None:
    assert Settings.from_environment({"PORT": " ", "DATABASE_URL": ""}).embeds_postgres


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_url_is_understood(scheme: str) -> None:
    settings = Settings.from_environment({"DATABASE_URL": f"{scheme}://me:pw@db:5432/muster"})
    assert settings.database_url == "postgresql+psycopg://me:pw@db:5432/muster"
    assert not settings.embeds_postgres


def test_the_roles_of_the_application_have_urls_of_their_own() -> None:
    settings = Settings.from_environment({"DATABASE_URL": "postgresql://me:pw@db:5432/muster"})
    app, operations = settings.app_database_url, settings.operations_database_url
    assert app.startswith("postgresql+psycopg://muster_app:")
    assert operations.startswith("postgresql+psycopg://muster_operations:")
    assert app.endswith("@db:5432/muster")
    assert "pw@" not in app + operations
    assert settings.manages_roles


def test_the_passwords_of_the_roles_follow_the_secret() -> None:
    one, other = (Settings.from_environment({"SECRET_KEY": secret}) for secret in ("a", "b"))
    assert one.role_password("muster_app") == one.role_password("muster_app")
    assert one.role_password("muster_app") != one.role_password("muster_operations")
    assert one.role_password("muster_app") != other.role_password("muster_app")


def test_role_urls_that_are_given_are_taken_and_the_roles_left_alone() -> None:
    settings = Settings.from_environment({"APP_DATABASE_URL": "postgresql://app:x@pooler:6432/m"})
    assert settings.app_database_url == "postgresql+psycopg://app:x@pooler:6432/m"
    assert not settings.manages_roles


def test_a_pooler_in_front_leaves_the_roles_ours() -> None:
    derived = Settings.from_environment({}).role_password("muster_app")
    pooled = f"postgresql://muster_app:{derived}@pooler:6432/muster"
    assert Settings.from_environment({"APP_DATABASE_URL": pooled}).manages_roles


def test_neither_the_secret_nor_a_url_shows_in_the_repr() -> None:
    settings = Settings.from_environment(
        {**PRODUCTION, "DATABASE_URL": "postgresql://me:geheim@db/m", "REDIS_URL": "redis://:pw@r"}
    )
    for hidden in ("k" * 48, "geheim", ":pw@", "user:password"):
        assert hidden not in repr(settings)


def test_production_starts_with_what_it_needs() -> None:
    settings = Settings.from_environment(PRODUCTION)
    assert settings.environment is Environment.PRODUCTION
    assert settings.secure_cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", DEVELOPMENT_SECRET),
        ("SECRET_KEY", "too short"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "http://muster.example.com"),
        ("SECURE_COOKIES", "false"),
        ("SMTP_URL", ""),
        ("MAIL_FROM", ""),
    ],
)
def test_production_refuses_what_is_unsafe_there(name: str, value: str) -> None:
    assert list(problems_of({**PRODUCTION, name: value})) == [name]


@given(st.dictionaries(st.sampled_from(sorted(WRONG)), st.text(max_size=40)))
def test_whatever_is_set_either_works_or_is_named(environ: dict[str, str]) -> None:
    with suppress(SettingsError):
        Settings.from_environment(environ)
        return
    assert problems_of(environ).keys() <= environ.keys()
