from __future__ import annotations

from collections.abc import Mapping

import pytest

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
from random_inspection.serialization import to_json

HEX = "0123456789abcdef" * 4


@pytest.fixture
def announcement_value() -> Announcement:
    """An announcement that has every optional member."""
    about: Mapping[str, object] = {"items": [{"code": "甲", "key": True}], "window": -3}
    file = FileDigest(digest=HEX, size=40)
    event = PublicEvent(source="2026年第136期开奖公告", pattern=r"\d\d")
    return Announcement(
        draw_id="2026-0001/1",
        title="劳动用工随机抽查",
        digest="sm3",
        announced_at="2026-11-25T09:00:00+08:00",
        open_by="2026-12-01T09:00:00+08:00",
        frame=file,
        struck=file,
        strata=(
            Stratum(name="浦东", size=30, quota=ShareQuota("全市", 3), reserve=2),
            Stratum(name="静安", size=10, quota=CountQuota(1)),
        ),
        shares=(Share(name="全市", total=5),),
        contributions=(SecretContribution(name="经办人", commitment=HEX, fallback=event, generated=True),),
        inspectors=file,
        previous=HEX,
        alone=True,
        about=about,  # type: ignore[arg-type]  # mypy cannot type a class as a converter
    )


@pytest.fixture
def announcement(announcement_value: Announcement) -> bytes:
    """The bytes of that announcement."""
    return to_json(announcement_value)
