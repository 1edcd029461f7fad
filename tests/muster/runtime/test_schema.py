from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from muster.runtime import embedded, revisions, schema
from muster.runtime.composition import migrations_dir
from muster.settings import Settings
from muster.urls import for_libpq


@pytest.fixture(scope="module")
def fresh() -> Iterator[Settings]:
    """Settings of a database in which there is nothing yet."""
    with embedded.scratch_postgres() as url:
        yield Settings.from_environment({"MUSTER_ENV": "test", "DATABASE_URL": url})


def test_an_upgrade_makes_roles_and_tables_and_can_be_repeated(fresh: Settings) -> None:
    engine = create_engine(fresh.database_url)
    with engine.connect() as connection:
        assert schema.current(connection) is None
    assert schema.upgrade(fresh) == schema.head()
    assert schema.upgrade(fresh) == schema.head()
    with engine.connect() as connection:
        assert schema.current(connection) == schema.head()
    engine.dispose()
    with psycopg.connect(for_libpq(fresh.app_database_url)) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert row == (schema.head(),)


def test_a_new_secret_gives_the_roles_new_passwords(fresh: Settings) -> None:
    schema.upgrade(fresh)
    environ = {"DATABASE_URL": fresh.database_url, "SECRET_KEY": "another secret"}
    changed = Settings.from_environment(environ)
    schema.upgrade(changed)
    with psycopg.connect(for_libpq(changed.app_database_url)) as connection:
        assert connection.info.user == "muster_app"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(for_libpq(fresh.app_database_url))
    schema.upgrade(fresh)


def test_an_upgrade_that_would_change_nothing_is_known(fresh: Settings) -> None:
    schema.upgrade(fresh)
    migrations = migrations_dir()
    assert revisions.in_force(fresh, migrations)
    elsewhere = {"MUSTER_ENV": "test", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert not revisions.in_force(Settings.from_environment(elsewhere), migrations)
    other_secret = {"DATABASE_URL": fresh.database_url, "SECRET_KEY": "another secret"}
    assert not revisions.in_force(Settings.from_environment(other_secret), migrations)


@pytest.mark.parametrize(
    ("change", "back"),
    [
        (
            "UPDATE alembic_version SET version_num = 'an older one'",
            "UPDATE alembic_version SET version_num = :head",
        ),
        (
            "ALTER ROLE muster_app SET lock_timeout = '1h'",
            "ALTER ROLE muster_app SET lock_timeout = '5s'",
        ),
    ],
)
def test_a_database_that_is_behind_is_known(fresh: Settings, change: str, back: str) -> None:
    schema.upgrade(fresh)
    engine = create_engine(fresh.database_url)
    with engine.begin() as connection:
        connection.execute(text(change))
    assert not revisions.in_force(fresh, migrations_dir())
    with engine.begin() as connection:
        connection.execute(text(back), {"head": schema.head()} if ":head" in back else {})
    assert revisions.in_force(fresh, migrations_dir())
    engine.dispose()


def test_the_migrations_lead_to_the_models(fresh: Settings) -> None:
    assert schema.differences(fresh) == []


def test_a_table_that_no_model_knows_is_found(fresh: Settings) -> None:
    schema.upgrade(fresh)
    engine = create_engine(fresh.database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE stray (id int)"))
    assert "stray" in "\n".join(schema.differences(fresh))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE stray"))
    engine.dispose()


def test_the_last_migration_is_known_without_alembic() -> None:
    assert revisions.last(migrations_dir()) == schema.head()


def test_of_two_last_migrations_none_is_chosen(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "a.py").write_text('revision = "a"\ndown_revision = None\n')
    (versions / "b.py").write_text('revision = "b"\ndown_revision = "a"\n')
    assert revisions.last(tmp_path) == "b"
    (versions / "c.py").write_text('revision = "c"\ndown_revision = ("a",)\n')
    assert revisions.last(tmp_path) is None
