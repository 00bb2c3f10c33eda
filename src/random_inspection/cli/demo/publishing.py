"""Publication in the story: what is due is issued, delivered, and looked at where it stands."""

from __future__ import annotations

from random_inspection.cli.demo.bureau import AGENCY, HANDLER, MARKET, SUPERVISOR, Bureau
from random_inspection.cli.office.publishing import issue
from random_inspection.cli.screen import safe
from random_inspection.domain.notices import Notice, NoticeState


def publish_due(bureau: Bureau) -> None:
    """Publish whatever may be published and is not, unless this day of the story was over before."""
    if bureau.clock.ahead:
        return
    handler = bureau.acting(HANDLER)
    for one in bureau.office.due_notices():
        issue(handler, one)
    _deliver(bureau)


def publish_registers(bureau: Bureau) -> None:
    """Publish the list of items and both directories."""
    office = bureau.office
    office.publish_item_list(bureau.order(HANDLER, "publish items"), agency=AGENCY)
    office.publish_targets(bureau.order(HANDLER, "publish targets"), agency=MARKET)
    office.publish_inspectors(bureau.order(HANDLER, "publish inspectors"), agency=AGENCY)
    _deliver(bureau)


def _deliver(bureau: Bureau) -> None:
    """Deliver what waits, and have the supervisor look whether it stands where the public reads it; say what failed."""
    office = bureau.office
    delivered = office.deliver_pending(bureau.fresh_order(HANDLER))
    with office.store.view() as view:
        unseen = [one.value.key for one in view.records.find(Notice, state=NoticeState.DELIVERED)]
    checked = [office.check_published(bureau.fresh_order(SUPERVISOR), key) for key in unseen]
    for one in (*delivered, *checked):
        if one.value.state is NoticeState.FAILED:
            failure = safe(one.value.attempts[-1].failure or "")
            bureau.screen.complain(
                f"not published: {one.value.key}: {failure}", f"公示失败：{one.value.key}：{failure}"
            )
