"""Every setting that cannot stand is refused with its place; the rest of the settings are checked all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from announcing_specs import ABSENT, SETTINGS, found, problems_of, spec

from random_inspection.domain.places import joined
from random_inspection.errors import Message, Where

SECRET = {"name": "经办人", "kind": "secret", "generate": True}
EVENT = {"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d"}
AREA = {"name": "静安", "quota": {"count": 1}}

ONE_WRONG: list[tuple[str, Any, str, str]] = [
    # setting, what it is made, code of the only problem, where the problem is
    ("draw_id", ABSENT, "setting-missing", "draw_id"),
    ("draw_id", "", "identifier-empty", "draw_id"),
    ("draw_id", "2026,1", "identifier-character", "draw_id"),
    ("draw_id", 20260001, "not-text", "draw_id"),
    ("title", ABSENT, "setting-missing", "title"),
    ("title", "两\n行", "not-line", "title"),
    ("title", 5, "not-line", "title"),
    ("digest", "md5", "not-digest", "digest"),
    ("digest", ["sha256"], "not-digest", "digest"),
    ("open_by", "2026-11-20", "not-time", "open_by"),
    ("open_by", "2026-11-27T09:00:00", "not-time", "open_by"),
    ("open_by", "2026-11-25T09:00:00+08:00", "open-by-past", "open_by"),
    ("open_by", "2025-11-27T09:00:00+08:00", "open-by-past", "open_by"),
    ("previous", "AB" * 32, "not-hex", "previous"),
    ("alone", "是", "setting-not-flag", "alone"),
    ("about", "劳动用工", "setting-not-table", "about"),
    ("about", {"share": 0.5}, "json-kind", "about.share"),
    ("about", {"事项": "劳动用工"}, "json-name-not-ascii", "about"),
    ("titel", "抽查", "setting-misspelt", "titel"),
    ("x", 1, "setting-unknown", "x"),
    ("targets", ABSENT, "setting-missing", "targets"),
    ("targets", [], "setting-not-table", "targets"),
    ("targets.file", ABSENT, "setting-missing", "targets.file"),
    ("targets.sheet", 1, "not-line", "targets.sheet"),
    ("targets.id", ABSENT, "setting-missing", "targets.id"),
    ("targets.stratum", 3, "not-line", "targets.stratum"),
    ("targets.publish", "yes", "setting-not-flag", "targets.publish"),
    ("targets.strata", "地区", "setting-misspelt", "targets.strata"),
    ("strata", {"name": "浦东"}, "setting-not-tables", "strata"),
    ("strata[1]", "崇明", "setting-not-table", "strata[1]"),
    ("strata[1].name", ABSENT, "setting-missing", "strata[1].name"),
    ("strata[1].name", " 崇明", "identifier-edge-space", "strata[1].name"),
    ("strata[1].name", "浦东", "name-twice", "strata[1].name"),
    ("strata[1].reserv", 5, "setting-misspelt", "strata[1].reserv"),
    ("strata[1].reserve", -1, "not-integer", "strata[1].reserve"),
    ("strata[1].reserve", "5", "not-integer", "strata[1].reserve"),
    ("strata[1].reserve", True, "not-integer", "strata[1].reserve"),
    ("strata[1].may_be_empty", False, "stratum-without-targets", "strata[1].name"),
    ("strata[1].may_be_empty", 1, "setting-not-flag", "strata[1].may_be_empty"),
    ("strata[1].quota", ABSENT, "setting-missing", "strata[1].quota"),
    ("strata[1].quota", "3%", "setting-not-table", "strata[1].quota"),
    ("strata[1].quota", {}, "quota-kind", "strata[1].quota"),
    ("strata[1].quota", {"weight": 3}, "quota-kind", "strata[1].quota"),
    ("strata[1].quota", {"count": 1, "ratio": "3%"}, "quota-kind", "strata[1].quota"),
    ("strata[1].quota", {"count": 1, "weight": 1}, "quota-kind", "strata[1].quota"),
    ("strata[1].quota", {"ration": "3%"}, "setting-misspelt", "strata[1].quota.ration"),
    ("strata[1].quota", {"all": False}, "setting-not-true", "strata[1].quota.all"),
    ("strata[1].quota", {"count": -1}, "not-integer", "strata[1].quota.count"),
    ("strata[1].quota", {"count": 1.5}, "not-integer", "strata[1].quota.count"),
    ("strata[1].quota", {"ratio": "101%"}, "ratio-range", "strata[1].quota.ratio"),
    ("strata[1].quota", {"ratio": "3/2"}, "ratio-range", "strata[1].quota.ratio"),
    ("strata[1].quota", {"ratio": 0.03}, "not-fraction", "strata[1].quota.ratio"),
    ("strata[1].quota", {"ratio": "不低于3%"}, "not-fraction", "strata[1].quota.ratio"),
    ("strata[1].quota", {"share": "全市"}, "setting-missing", "strata[1].quota.weight"),
    ("strata[1].quota", {"share": "全市", "weight": 0}, "not-integer", "strata[1].quota.weight"),
    ("strata[1].quota", {"share": "全省", "weight": 1}, "share-unknown", "strata[1].quota.share"),
    ("strata[0].quota", {"count": 1}, "share-without-strata", "shares[0].name"),
    ("default", ABSENT, "stratum-not-covered", "default"),
    ("default", [], "setting-not-table", "default"),
    ("default.name", "其他", "setting-unknown", "default.name"),
    ("default.may_be_empty", True, "setting-unknown", "default.may_be_empty"),
    ("default.quota", {"share": "全省", "weight": 1}, "share-unknown", "default.quota.share"),
    ("shares[0].total", ABSENT, "setting-missing", "shares[0].total"),
    ("shares[0].total", -1, "not-integer", "shares[0].total"),
    ("shares[0].totals", 1, "setting-misspelt", "shares[0].totals"),
    ("shares", [{"name": "全市", "total": 1}, {"name": "全市", "total": 2}], "name-twice", "shares[1].name"),
    ("inspectors", ABSENT, "team-without-inspectors", "inspectors"),
    ("inspectors.file", ABSENT, "setting-missing", "inspectors.file"),
    ("inspectors.recusals", 1, "not-line", "inspectors.recusals"),
    ("inspectors.publish", "否", "setting-not-flag", "inspectors.publish"),
    ("inspectors.names", "x", "setting-unknown", "inspectors.names"),
    ("team", ABSENT, "inspectors-without-team", "team"),
    ("team[1].seat", ABSENT, "setting-missing", "team[1].seat"),
    ("team[1].seat", "组长", "name-twice", "team[1].seat"),
    ("team[1].require", ["领队"], "setting-misspelt", "team[1].require"),
    ("team[1].requires", "领队", "setting-not-list", "team[1].requires"),
    ("team[1].requires", ["领队", ""], "identifier-empty", "team[1].requires[1]"),
    ("team[1].requires", [7], "not-text", "team[1].requires[0]"),
    ("team[1].requires", ["队长"], "qualification-unheld", "team[1].requires"),
    ("contributions", ABSENT, "no-contribution", "contributions"),
    ("contributions", [], "no-contribution", "contributions"),
    ("contributions", [SECRET], "alone-not-asked", "alone"),
    ("contributions", [SECRET, {**EVENT, "name": "经办人"}], "name-twice", "contributions[1].name"),
    ("contributions[2].name", "a=b,", "identifier-character", "contributions[2].name"),
    ("contributions[2].kind", ABSENT, "setting-missing", "contributions[2].kind"),
    ("contributions[2].kind", "lottery", "contribution-kind", "contributions[2].kind"),
    ("contributions[2].source", ABSENT, "setting-missing", "contributions[2].source"),
    ("contributions[2].source", "", "not-line", "contributions[2].source"),
    ("contributions[2].pattern", "(?i)a", "pattern-syntax", "contributions[2].pattern"),
    ("contributions[2].generate", True, "setting-unknown", "contributions[2].generate"),
    ("contributions[0].generate", ABSENT, "secret-source", "contributions[0].commitment"),
    ("contributions[0].commitment", "ab" * 32, "secret-source", "contributions[0].commitment"),
    ("contributions[0].generate", "yes", "setting-not-true", "contributions[0].generate"),
    ("contributions[1].commitment", "ab", "not-hex", "contributions[1].commitment"),
    ("contributions[1].commitment", "AB" * 32, "not-hex", "contributions[1].commitment"),
    ("contributions[1].fallback", "开奖", "setting-not-table", "contributions[1].fallback"),
    ("contributions[1].fallback", {"source": "开奖"}, "setting-missing", "contributions[1].fallback.pattern"),
    ("contributions[1].fallback.pattern", "[", "pattern-syntax", "contributions[1].fallback.pattern"),
    ("contributions[1].fallback.patern", "1", "setting-misspelt", "contributions[1].fallback.patern"),
    ("contributions[1].source", "开奖", "setting-unknown", "contributions[1].source"),
]


@pytest.mark.parametrize(("path", "value", "code", "place"), ONE_WRONG)
def test_one_wrong_setting_is_one_finding(path: str, value: object, code: str, place: str) -> None:
    """A setting that cannot stand is found at its path, and draws no other findings after it."""
    assert found(spec({path: value})) == [(code, f"SPEC.toml, {place}")]


@pytest.mark.parametrize(("path", "value", "code", "place"), ONE_WRONG)
def test_findings_have_words_in_both_languages(path: str, value: object, code: str, place: str) -> None:
    """Every finding can be said in English and Chinese, and says more than where."""
    (problem,) = problems_of(spec({path: value}))
    assert problem.code == code
    assert all(len(problem.text(lang)) > len(f"SPEC.toml {place}") + 5 for lang in ("en", "zh"))


def _paths(value: object, path: str = "") -> Iterator[str]:
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield from _paths(one, joined(path, key))


@pytest.mark.parametrize(
    "junk", [None, 5, -1.5, True, "", "x", "a\ud800", [], [None], [[]], {}, {"a": 1}, {1: 2}, dt.date(2026, 1, 1)]
)
def test_no_setting_of_another_kind_is_an_error_of_the_program(junk: object) -> None:
    """Whatever stands anywhere in the settings, it is taken, or said to be wrong in words."""
    for path in _paths(SETTINGS):
        for problem in problems_of(spec({path: junk})):
            assert problem.text("en") != problem.text("zh")


def test_the_right_spelling_is_proposed() -> None:
    """A key that is almost right is answered with the right one."""
    (problem,) = problems_of(spec({"strata[0].reserv": 5}))
    assert problem.text("en").endswith("the setting 'reserv' is not known here; did you mean 'reserve'?")


def test_a_stratum_that_is_almost_in_the_register_is_proposed() -> None:
    """Who named a stratum that nobody is in sees which ones there are."""
    (problem,) = problems_of(spec({"strata[1]": {"name": "静安区", "quota": {"count": 1}}}))
    assert (problem.code, problem.params["known"]) == ("stratum-without-targets", "静安")


@pytest.mark.parametrize("name", ["Ａ区", "a区"])
def test_two_spellings_of_a_stratum_collide(name: str) -> None:
    """Names that only differ in width or case are taken for one, and both places are named."""
    strata = [{"name": "A区", "quota": {"count": 1}}, {"name": name, "quota": {"count": 1}}]
    targets = [("T-1", "", "A区"), ("T-2", "", name)]
    (problem,) = problems_of(spec({"strata": strata, "shares": ABSENT}, targets=targets))
    assert problem.where == Where(file="SPEC.toml", path="strata[1].name")
    assert (problem.code, problem.params["other"], problem.params["en"]) == ("name-twice", "A区", "strata[0].name")


def test_a_share_of_strata_that_do_not_occur_is_without_strata() -> None:
    """A default that no stratum falls under does not count as taking part in a share."""
    changes = {"default.quota": {"share": "全市", "weight": 1}, "strata": [AREA]}
    targets = [("T-1", "", "静安")]
    assert found(spec(changes, targets=targets)) == [("share-without-strata", "SPEC.toml, shares[0].name")]
    assert found(spec(changes)) == []


def test_a_seat_that_nobody_can_take_is_found() -> None:
    """Each requirement is held by somebody, but all of them by nobody."""
    people = [("甲", "领队", ""), ("乙", "食品", "")]
    document = spec({"team[0].requires": ["领队", "食品"]}, inspectors=people, recusals=[])
    assert found(document) == [("qualifications-unheld-together", "SPEC.toml, team[0].requires")]


OUTSIDE = {"name": "监督员", "kind": "secret", "commitment": "ab" * 32}


@pytest.mark.parametrize("contributions", [[EVENT], [SECRET, EVENT], [SECRET, OUTSIDE]])
def test_other_contributions_need_not_be_asked_for(contributions: list[object]) -> None:
    """A public event, or a secret of somebody outside, is enough without ``alone``."""
    assert found(spec({"contributions": contributions})) == []


def test_secrets_of_one_hand_must_be_asked_for() -> None:
    """Two secrets that the office makes itself leave it alone with the outcome, as one does."""
    contributions = [SECRET, {**SECRET, "name": "监督员"}]
    assert found(spec({"contributions": contributions})) == [("alone-not-asked", "SPEC.toml, alone")]
    assert found(spec({"contributions": contributions, "alone": True})) == []


def test_everything_is_found_at_once() -> None:
    """What could not be read, settings and cells that are wrong: all of it in one answer, and nothing is stored."""
    unread = Message("test-unread", "not read", "未读出").at(Where(file="recusals.csv"))
    changes = {"title": "", "digest": "md5", "strata[0].quota.weight": 0, "team[0].requires": ["队长"]}
    document = spec(changes, targets=[("", "", "浦东"), ("T-1", "", "")], inspectors=[("甲", "", "多")])
    tables = {name: table for name, table in document.tables.items() if name != "recusals"}
    assert found(attrs.evolve(document, tables=tables, problems=(unread,))) == [
        ("test-unread", "recusals.csv"),
        ("not-line", "SPEC.toml, title"),
        ("not-digest", "SPEC.toml, digest"),
        ("not-integer", "SPEC.toml, strata[0].quota.weight"),
        ("target-id-empty", "register.csv, row 2, column '代码'"),
        ("target-stratum-empty", "register.csv, row 3, column '地区'"),
        ("capacity-not-whole", "inspectors.csv, row 2, column 'capacity'"),
        ("qualification-unheld", "SPEC.toml, team[0].requires"),
    ]


def test_a_cell_that_could_not_be_read_is_not_reported_twice() -> None:
    """Where reading has found something wrong already, the setting that is missing for it is not a second finding."""
    cell = Where(file="任务.xlsx", sheet="任务", row=30, column="来源方式")
    unread = Message("test-unread", "not read", "未读出").at(cell)
    document = spec({"contributions[2]": {"name": "彩票"}})
    places = {"contributions[2].kind": cell}
    assert found(attrs.evolve(document, places=places, problems=(unread,))) == [("test-unread", cell.text())]


def test_an_unread_register_is_enough_said() -> None:
    """Where the register could not be read, nothing is said of strata without targets or unknown recusals."""
    unread = Message("test-unread", "not read", "未读出").at(Where(file="register.csv"))
    document = spec({"strata[1].may_be_empty": False})
    tables = {name: table for name, table in document.tables.items() if name != "targets"}
    assert found(attrs.evolve(document, tables=tables, problems=(unread,))) == [("test-unread", "register.csv")]


@pytest.mark.parametrize(("missing", "code"), [("targets", "register-absent"), ("inspectors", "roster-absent")])
def test_a_table_that_is_not_there_is_asked_for(missing: str, code: str) -> None:
    """A host that leaves out a table is told, and not only when it is too late."""
    document = spec()
    tables = {name: table for name, table in document.tables.items() if name != missing}
    assert found(attrs.evolve(document, tables=tables)) == [(code, f"SPEC.toml, {missing}")]


@pytest.mark.parametrize("wrong", [{"targets": ABSENT}, {"targets.id": ABSENT}, {"title": ABSENT}])
def test_settings_without_tables_are_checked(wrong: dict[str, object]) -> None:
    """Where settings lead to no table, only the setting is the finding."""
    document = spec(wrong)
    assert len(found(attrs.evolve(document, tables={}))) == 1
