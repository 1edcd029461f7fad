from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from muster.urls import (
    embedded_postgres_url,
    embedded_redis_url,
    for_libpq,
    for_sqlalchemy,
    redact,
    socket_dir,
    with_credentials,
)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:pw@db:5432/m?sslmode=require", "postgresql://me:***@db:5432/m?sslmode=require"),
        ("postgresql://db/m?user=me&password=pw&x=1", "postgresql://db/m?user=me&password=***&x=1"),
        ("redis://:p%40w@host/0", "redis://:***@host/0"),
        ("redis://host:6379/0", "redis://host:6379/0"),
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=0"),
        ("postgresql://me@/m?host=/run", "postgresql://me@/m?host=/run"),
    ],
)  # fmt: skip
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert redact(url) == shown


@given(user=st.text(min_size=1, max_size=20), password=st.text(min_size=1, max_size=20))
def test_credentials_survive_every_character(user: str, password: str) -> None:
    url = make_url(with_credentials("postgresql+psycopg://a:b@db:5432/m", user, password))
    assert (url.username, url.password, url.host) == (user, password, "db")


def test_the_driver_is_named_for_sqlalchemy_and_left_out_for_libpq() -> None:
    assert for_sqlalchemy("postgres://me@db/m") == "postgresql+psycopg://me@db/m"
    assert for_libpq("postgresql+psycopg://me@db/m") == "postgresql://me@db/m"


def test_a_short_path_keeps_its_socket_inside() -> None:
    assert socket_dir(Path("/srv/muster"), "postgres") == Path("/srv/muster/postgres")


def test_a_long_path_gets_a_short_socket_of_its_own_for_each_server() -> None:
    long = Path("/srv") / ("x" * 90)
    found = {
        socket_dir(long, "postgres"),
        socket_dir(long, "redis"),
        socket_dir(long / "y", "redis"),
    }
    assert len(found) == 3
    assert all(len(str(path / ".s.PGSQL.5432")) < 100 for path in found)


@pytest.mark.parametrize(
    "data_dir", ["/srv/muster", "/srv/mit Leerzeichen", "/srv/数据", "/srv/a%b?c"]
)
def test_embedded_urls_lead_to_their_socket(data_dir: str) -> None:
    query = make_url(embedded_postgres_url(Path(data_dir))).query
    assert query["host"] == f"{data_dir}/postgres"
    path = urlsplit(embedded_redis_url(Path(data_dir))).path
    assert unquote(path) == f"{data_dir}/redis/redis.sock"
