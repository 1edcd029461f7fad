"""`muster demo site-loss`: a site goes down; who is covered elsewhere, who is not, and why."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from marketplace.demo import hotline
from marketplace.demo.surge import SAY
from muster.activation import loss_jobs, losses, words
from muster.activation.models import SiteLoss
from muster.db import Acting, session, unit_of_work
from muster.places import actions as places
from muster.places.models import Site
from muster.tenancy.operations import system_door

CODE = hotline.SITES[0][0]


def play(app: Flask, url: str, say: SAY, pause: float = 1.0) -> None:
    """Mark a site of the demo as down, cover what it did, and say so; then let it come up again.

    Raises LookupError without a demo.
    """
    with app.app_context():
        with unit_of_work(Acting(staff=True)):
            site = session.scalar(select(Site).where(Site.code == CODE))
            if site is None:
                raise LookupError("no sites in this demo")
            site_id = site.id
            places.mark_down(site_id, "台风登陆，停电 · Typhoon, no power", by=None)
        say("厦门 is down 停用: typhoon, no power 台风停电")
        loss_id = _cover(site_id)
        say(f"Page 页面: {url}/ops/site-losses/{loss_id}")
        _tell(loss_id, say)
        with unit_of_work(Acting(staff=True)):
            places.mark_up(site_id, "来电 · Power is back", by=None)
        loss_jobs.uncover(loss_id)
        say("厦门 works again 恢复; people are sent back 人员撤回")


def _cover(site_id: UUID) -> UUID:
    with system_door() as reader:
        loss_id = reader.scalars(
            select(SiteLoss.id).where(SiteLoss.site_id == site_id).order_by(SiteLoss.id.desc())
        ).first()
    if loss_id is None:
        raise LookupError("the loss was not noted")
    loss_jobs.cover(loss_id)
    return loss_id


def _tell(loss_id: UUID, say: SAY) -> None:
    with system_door() as reader:
        for row in losses.shares(reader, loss_id):
            why = f" · {words.NOT_COVERED[row['why']]}" if row["why"] else ""
            say(
                f"  {row['place']}. {row['company']}: lost 失去 {row['lost']},"
                f" called in elsewhere 别处召集 {row['wanted']}{why}"
            )
