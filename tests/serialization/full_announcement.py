"""An announcement that has every optional member."""

from __future__ import annotations

from collections.abc import Mapping

from random_inspection.domain.draws import (
    Announcement,
    CountQuota,
    FileDigest,
    PublicEvent,
    SecretContribution,
    Share,
    ShareQuota,
    Stratum,
)

HEX = "0123456789abcdef" * 4


_about: Mapping[str, object] = {"items": [{"code": "甲", "key": True}], "window": -3}
_file = FileDigest(digest=HEX, size=40)
_event = PublicEvent(source="2026年第136期开奖公告", pattern=r"\d\d")
FULL = Announcement(
    draw_id="2026-0001/1",
    title="劳动用工随机抽查",
    digest="sm3",
    announced_at="2026-11-25T09:00:00+08:00",
    open_by="2026-12-01T09:00:00+08:00",
    frame=_file,
    struck=_file,
    strata=(
        Stratum(name="浦东", size=30, quota=ShareQuota("全市", 3), reserve=2),
        Stratum(name="静安", size=10, quota=CountQuota(1)),
    ),
    shares=(Share(name="全市", total=5),),
    contributions=(SecretContribution(name="经办人", commitment=HEX, fallback=_event, generated=True),),
    inspectors=_file,
    previous=HEX,
    alone=True,
    about=_about,
)
