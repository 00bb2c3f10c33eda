from __future__ import annotations

import attrs
import pytest
from papers_records import made_up, make_record

from random_inspection.adapters.papers import words
from random_inspection.domain.draws import (
    AllQuota,
    CountQuota,
    OpenedContribution,
    PublicEvent,
    Quota,
    RatioQuota,
    SecretContribution,
    ShareQuota,
)
from random_inspection.workflows.draws.records import DrawRecord

EVENT = PublicEvent(source="2026-11-28 开奖公告", pattern=".*")
SECRET = SecretContribution(name="监督员", commitment=made_up("c"), fallback=EVENT)


def one_contribution(contribution: SecretContribution, *, fallback: bool) -> DrawRecord:
    """Return a record whose only contribution is this one."""
    record = make_record()
    opened = OpenedContribution(name=contribution.name, value="1 2 3", fallback=fallback)
    return attrs.evolve(
        record,
        announcement=attrs.evolve(record.announcement, contributions=(contribution,)),
        result=attrs.evolve(record.result, contributions=(opened,)),
    )


@pytest.mark.parametrize(
    ("quota", "short", "long"),
    [
        (AllQuota(), "全部", "全部抽取"),
        (CountQuota(12), "12个", "抽取12个，不足的全部抽取"),
        (RatioQuota("1/20"), "不低于1/20", "抽取比例不低于1/20，不足一个的进为一个"),
        (ShareQuota("全县", weight=3), "共享，权重3", "共享“全县”的36个名额，按权重3×对象数分配"),
    ],
)
def test_quotas(quota: Quota, short: str, long: str) -> None:
    """Each kind of quota is said in a few words and in full."""
    assert words.quota_words(quota) == short
    assert words.quota_sentence(quota, make_record().announcement) == long


@pytest.mark.parametrize(
    ("fallback", "kind", "basis"),
    [
        (False, "秘密值，由其自行保管，公告时已承诺", made_up("c")),
        (True, "备用公开事件（秘密值未按时公开）", "2026-11-28 开奖公告"),
    ],
)
def test_contributions(fallback: bool, kind: str, basis: str) -> None:  # noqa: FBT001  (the parameter of a table)
    """A secret that was not opened in time shows the event that took its place."""
    (found,) = words.contributions(one_contribution(SECRET, fallback=fallback))
    assert (found.name, found.kind, found.basis, found.value) == ("监督员", kind, basis, "1 2 3")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-27T23:30:05+00:00", "2026年11月28日 07:30:05"),
        ("2026-11-27T09:00:00+08:00", "2026年11月27日 09:00:00"),
        ("", "未记录"),
    ],
)
def test_times(moment: str, expected: str) -> None:
    """Times are said in Beijing time, wherever the machine stood."""
    assert words.time_words(moment) == expected


def test_about() -> None:
    """The known members of the task have Chinese labels; others keep their name, and their parts are in words."""
    record = make_record(about={"items": ["甲", "乙"], "agencies": "某局", "rules": {"digest": [1, True]}})
    assert list(words.about(record.announcement)) == [
        ("抽查事项", "甲、乙"),
        ("检查机关", "某局"),
        ("rules", "digest：1；是"),
    ]


TASK = {
    "task_id": "2026-1",
    "title": "工资支付抽查",
    "plan_id": "2026",
    "plan_title": "2026年度抽查计划",
    "type": "定向",
    "agencies": ["禾阳县人社局"],
    "items": ["劳动-01", "劳动-02"],
    "scope": "全县用人单位",
    "ratio": "不低于3%",
    "first_day": "2026-11-25",
    "last_day": "2026-12-20",
}


def test_a_task_is_told_in_rows_of_its_own() -> None:
    """Every public column of a task has a Chinese label, whatever order canonical JSON puts them in."""
    record = make_record(about={"task": dict(sorted(TASK.items()))})
    assert list(words.about(record.announcement)) == [
        ("抽查任务", "工资支付抽查（2026-1，定向）"),
        ("所属计划", "2026年度抽查计划（2026）"),
        ("检查机关", "禾阳县人社局"),
        ("抽查事项", "劳动-01、劳动-02"),
        ("抽查范围", "全县用人单位"),
        ("抽查比例", "不低于3%"),
        ("检查起止日期", "2026-11-25 至 2026-12-20"),
    ]


def test_a_task_beside_the_plans_tells_its_ground() -> None:
    """A task without a plan shows why it is held; a member that has no label keeps its name."""
    task = {name: value for name, value in TASK.items() if not name.startswith("plan")}
    record = make_record(about={"task": {**task, "ground": "投诉集中", "remark": "甲"}})
    rows = dict(words.about(record.announcement))
    assert (rows["计划外缘由"], rows["remark"], "所属计划" in rows) == ("投诉集中", "甲", False)


def test_grouped() -> None:
    """A digest is shown in eight groups of eight, and nothing of it is lost."""
    assert words.grouped(made_up("x")).replace(" ", "") == made_up("x")
    assert [len(group) for group in words.grouped(made_up("x")).split()] == [8] * 8
