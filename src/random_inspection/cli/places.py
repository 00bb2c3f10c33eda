"""Says in words of the user where in a record or an order something was found, in place of the names of fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from random_inspection.errors import Lang, Problem

_WORDS: Mapping[str, tuple[str, str]] = {
    "archived": ("filing", "归档"),
    "attempts": ("publications tried", "公示记录"),
    "certificates": ("certificates shown", "出示的执法证"),
    "compare_with": ("--compare", "--compare"),
    "conclusions": ("conclusion", "检查结论"),
    "data": ("content", "内容"),
    "disposals": ("disposal", "后续处置"),
    "disposed": ("disposals done", "后续处置办结"),
    "draw": ("draw", "抽取"),
    "entry": ("entry on site", "现场检查"),
    "evidence": ("evidence", "证据"),
    "finished": ("done", "办结"),
    "first_day": ("--from", "检查开始日期（--from）"),
    "granted": ("decision", "决定"),
    "in_force_from": ("--from", "施行日期（--from）"),
    "inspections": ("inspection", "检查"),
    "inspector_id": ("inspector", "检查人员"),
    "items": ("--item", "抽查事项（--item）"),
    "key": ("number", "编号"),
    "last_day": ("--to", "检查截止日期（--to）"),
    "on": ("day", "日期"),
    "plan_id": ("--plan", "所属计划（--plan）"),
    "published": ("published", "公示"),
    "ratio": ("--ratio", "抽查比例（--ratio）"),
    "reason": ("--reason", "原因（--reason）"),
    "received_on": ("--on", "收到日期（--on）"),
    "record": ("record on site", "现场检查记录"),
    "reports": ("reports", "报告"),
    "review": ("review", "审核"),
    "state": ("state", "状态"),
    "substitute": ("--substitute", "替换人员（--substitute）"),
    "summary": ("summary", "检查小结"),
    "task": ("task", "任务"),
    "window": ("period", "检查期间"),
}
"""What a field is called, in English and Chinese."""
_STEP = re.compile(r"(\w+)(?:\[(?:'([^']*)'|(\d+))\])?")


def spoken(problem: Problem, lang: Lang) -> Problem:
    """Return a finding with its path in words; one in a file stays as the file has it, and so does a path of unknown names."""
    path = problem.where.path
    if path is None or problem.where.file is not None:
        return problem
    steps = [_STEP.fullmatch(step) for step in re.split(r"\.(?![^\[]*\])", path)]
    found = [step for step in steps if step is not None and step[1] in _WORDS]
    if len(found) < len(steps):
        return problem
    words = " ".join(_word(*step.groups(), zh=lang == "zh") for step in found)
    return attrs.evolve(problem, where=attrs.evolve(problem.where, path=words))


def _word(name: str, key: str | None, index: str | None, *, zh: bool) -> str:
    word = _WORDS[name][zh]
    if key is not None:
        return f"{word} {key}"
    if index is None:
        return word
    return f"{word}第{int(index) + 1}项" if zh else f"{word} {int(index) + 1}"
