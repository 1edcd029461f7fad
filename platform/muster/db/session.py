"""The unit of work: one transaction an edge, one context a transaction, events after commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from muster.db.acting import Acting, acting, current_acting
from muster.db.base import Base
from muster.settings import Settings

POOL_SIZE = 20  # all are kept: one beyond the pool is opened, and its plans made, at each use

SET_CONTEXT = text(
    "SELECT set_config('muster.tenants', :tenants, true),"
    " set_config('muster.person', :person, true),"
    " set_config('muster.inquiry', :inquiry, true),"
    " set_config('muster.market', :market, true),"
    " set_config('muster.staff', :staff, true),"
    " set_config('muster.identity', :identity, true)"
)


class GuardedSession(FlaskSession):
    """A session that touches the database only while somebody acts."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """The engine for a statement; raises NobodyActing.

        Asked for each statement: a transaction whose begin was refused once would otherwise let
        the next statement through, without a context.
        """
        current_acting()
        return super().get_bind(*args, **kwargs)


database = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"class_": GuardedSession},
)
session: scoped_session[FlaskSession] = database.session


def set_context(connection: Connection, who: Acting) -> None:
    """Tell the database who acts, until the end of the current transaction."""
    values = {name.removeprefix("muster."): value for name, value in who.settings().items()}
    connection.execute(SET_CONTEXT, values)


@event.listens_for(FlaskSession, "after_begin")
def _begin_as_whoever_acts(
    session_: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    set_context(connection, current_acting())


def after_commit(run: Callable[[], None]) -> None:
    """Call `run` once the current unit of work has committed; never if it rolls back."""
    session.info.setdefault("after_commit", []).append(run)


def commit() -> None:
    """Commit the unit of work, then run what waited for it. For edges only."""
    if not session.registry.has():
        return  # nothing was read, written or left to wait: most posts are one `single_trip`
    session.commit()
    for run in session.info.pop("after_commit", []):
        run()


def rollback() -> None:
    """Undo the unit of work and forget what waited for its commit. For edges only."""
    session.info.pop("after_commit", None)
    session.rollback()


@contextmanager
def unit_of_work(who: Acting) -> Iterator[None]:
    """Run the block as `who` in one transaction of its own; needs an application context.

    Commits at the end, rolls back on any error. Nothing may already be under way.
    """
    if session().in_transaction():
        raise RuntimeError("a unit of work is already under way")
    with acting(who):
        try:
            yield
            commit()
        except BaseException:
            rollback()
            raise
        finally:
            session.remove()


@contextmanager
def acting_within(who: Acting) -> Iterator[None]:
    """Let `who` act for a part of the current unit of work; then whoever acted before.

    An error leaves the context as it is: the unit of work is about to be undone.
    """
    before = current_acting()
    with acting(who):
        set_context(session.connection(), who)
        yield
        session.flush()
    set_context(session.connection(), before)


def engine_options() -> dict[str, object]:
    """Options of every engine. Timeouts are settings of the roles, so they hold behind a pooler."""
    return {
        "pool_size": POOL_SIZE,
        "max_overflow": 0,
        "pool_pre_ping": False,
        "pool_timeout": 10,
        "pool_use_lifo": True,  # the connection used last has its statements prepared
        "connect_args": {"application_name": "muster"},
    }


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the application role (default) and the read-only operations role."""
    options = engine_options()
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.app_database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    app.config["SQLALCHEMY_BINDS"] = {
        "operations": {"url": settings.operations_database_url, **options}
    }
    database.init_app(app)
