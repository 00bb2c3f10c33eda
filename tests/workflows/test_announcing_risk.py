"""A draw by risk classes: the classes make the strata, and nothing of them is public."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import pytest
from announcing_specs import ABSENT, Announcing, found, made, spec, table
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_specs import EXPECTED, FACTS, NO_FACTS, REGISTER, risk_spec

from random_inspection.domain.draws import CountQuota, Share, ShareQuota, Stratum
from random_inspection.drawing import HandedIn
from random_inspection.drawing.quotas import quotas
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput
from random_inspection.serialization import frame_bytes, read_frame, read_struck
from random_inspection.testing import FixedClock, MemoryBundle
from random_inspection.workflows.draws.drawing import draw_announced, publish_result
from random_inspection.workflows.draws.risk_draws import codes_of

CLASSES = ("平常", "留意", "从严")
LOTTERY = HandedIn(secrets={}, publics={"彩票": "7"})
OPEN = {"contributions": [{"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d"}]}
WEIGHED = """
version = "1"
otherwise = "低"
classes = [{name = "低", weight = 1}, {name = "高", weight = 4}]
rules = [{class = "高", basis = "二(七)", complaints = {over = 0, months = 12}}]
[[items]]
item = "食品-01"
basis = "法"
classes = [{name = "高", weight = 9}]
"""


def _codes(done: Announcing) -> dict[str, str]:
    """Return the class behind every stratum, from the sealed policy."""
    listed = json.loads(done.store.read("sealed", "policy.json"))["codes"]
    return {one["stratum"]: one["class"] for one in listed}


def _frame(done: Announcing) -> dict[str, str]:
    return dict(read_frame(done.store.read("sealed", "frame.csv"), file="frame.csv"))


def test_every_target_is_in_the_stratum_of_its_class() -> None:
    """The frame has the classes that were found by hand, behind their codes, and one entry that is its salt."""
    done = made(risk_spec())
    codes, frame = _codes(done), _frame(done)
    assert {target: codes[code] for target, code in frame.items() if code != "salt"} == EXPECTED
    (salt,) = (target for target, code in frame.items() if code == "salt")
    assert len(salt) == 64


def test_quotas_are_those_of_the_policy() -> None:
    """Weights are in proportion to the classes' proportions, the total is rounded up once, the salt is never drawn."""
    announcement = made(risk_spec()).announced.announcement
    by_class = {name: code for code, name in _codes(made(risk_spec())).items()}
    weights, sizes = {"平常": 1, "留意": 2, "从严": 5}, {"平常": 16, "留意": 3, "从严": 3}
    assert {one.name: one for one in announcement.strata} == {
        **{
            by_class[name]: Stratum(
                name=by_class[name], size=sizes[name], quota=ShareQuota("all", weight=weights[name]), reserve=2
            )
            for name in CLASSES
        },
        "salt": Stratum(name="salt", size=1, quota=CountQuota(0)),
    }
    assert announcement.shares == (Share(name="all", total=4),)
    assert (announcement.frame.size, announcement.struck.size) == (23, 2), "each with its salt"


def test_who_is_not_there_any_more_is_struck_out() -> None:
    """Targets with another status than 存续 are in the list of struck ones, with the status as the reason."""
    done = made(risk_spec(recusals=[("T-20", "张三", "曾任职")]))
    salt, struck = read_struck(done.store.read("sealed", "struck.csv"), file="struck.csv")
    assert (salt[1], struck) == ("salt", ("T-20", "注销"))
    assert "T-20" not in _frame(done)


def test_a_draw_by_district_strikes_out_as_well() -> None:
    """A column of statuses works without a policy; struck and frame are published then."""
    document = spec({"targets.status": "状态", "strata": [], "shares": [], "targets.name": ABSENT}, recusals=[])
    rows = [("T-1", "存续", "浦东"), ("T-2", "吊销", ""), ("T-0", "存续", "静安")]
    targets = {"targets": table("register.csv", ("代码", "状态", "地区"), rows)}
    done = made(attrs.evolve(document, tables={**document.tables, **targets}))
    assert done.store.read("public", "frame.csv") == "target_id,stratum\nT-0,静安\nT-1,浦东\n".encode()
    assert done.store.read("public", "struck.csv") == "target_id,reason\nT-2,吊销\n".encode()


@pytest.mark.clause("二(一) 保密")
def test_nothing_of_a_firm_is_public_before_or_after_the_draw() -> None:
    """No public file holds a class, a fact, a reason, a target's id or its name, and the result stays sealed."""
    done = made(risk_spec(OPEN))
    facts = {cell for rows in FACTS.values() for row in rows for cell in row if len(cell) > 1}
    register = {cell for row in REGISTER for cell in row[:3] if cell}
    reasons = done.store.read("sealed", "classes.csv").decode()
    hidden = {*CLASSES, *facts, *register, "投诉", '2026-1"', *(row[3] for row in csv.reader(io.StringIO(reasons)))}
    draw_announced(store=done.store, clock=FixedClock(), handed_in=LOTTERY, area="sealed")
    public = {name: data.decode() for (area, name), data in done.store.files.items() if area == "public"}
    assert public.keys() == {"announcement.json"}
    assert [(name, one) for name, text in public.items() for one in hidden if one in text] == []


def test_a_result_that_tells_classes_is_not_made_public() -> None:
    """Neither a draw nor a publication puts drawn targets beside their strata where the public reads them."""
    store = made(risk_spec(OPEN)).store
    for act in (
        lambda: draw_announced(store=store, clock=FixedClock(), handed_in=LOTTERY),
        lambda: publish_result(store=store),
    ):
        with pytest.raises(InvalidInput) as caught:
            act()
        assert caught.value.code == "risk-result-sealed"
    assert ("public", "result.json") not in store.files
    assert ("sealed", "result.json") not in store.files


def test_policy_and_facts_are_committed_to() -> None:
    """The announcement has the digests of both sealed files, beside what else the task says of itself."""
    done = made(risk_spec({"about": {"items": ["劳动合同"]}, "digest": "sm3"}))
    assert done.announced.announcement.about == {
        "items": ["劳动合同"],
        "rules": [
            {"file": name, "digest": digest_of(done.store.read("sealed", name), "sm3")}
            for name in ("policy.json", "facts.json")
        ],
    }


def test_a_small_frame_cannot_be_found_by_trying_out() -> None:
    """Whoever knows all targets and all strata finds none of the possible frames under the announced digest."""
    few = {**NO_FACTS, "complaints": FACTS["complaints"][:2]}
    done = made(risk_spec(register=REGISTER[:4], facts=few))
    announced = done.announced.announcement
    strata = [one.name for one in announced.strata]
    targets = [row[0] for row in REGISTER[:4]]
    tried = (zip(targets, names, strict=True) for names in itertools.product(strata, repeat=4))
    assert announced.frame.digest not in {digest_of(frame_bytes(pairs)) for pairs in tried}


def test_the_salts_differ() -> None:
    """Policy and facts have a salt each, and neither is a secret of the ceremony."""
    done = made(risk_spec())
    salts = [json.loads(done.store.read("sealed", name))["salt"] for name in ("policy.json", "facts.json")]
    secret = json.loads(done.store.read("sealed", "secrets.json"))["secrets"][0]["value"]
    assert len({*salts, secret}) == 3


def test_the_names_of_strata_follow_no_order_of_risk() -> None:
    """Over a few salts each class comes to stand under each name."""
    pairs = {pair for salt in range(40) for pair in codes_of(CLASSES, salt=str(salt), digest="sha256").items()}
    assert pairs == set(itertools.product(("S1", "S2", "S3"), CLASSES))


def test_the_reasons_are_there_for_who_may_see_them() -> None:
    """The sealed list has every target of the frame with its class and its reasons in words."""
    data = made(risk_spec()).store.read("sealed", "classes.csv").decode()
    rows = {row["target_id"]: row for row in csv.DictReader(io.StringIO(data, newline=""))}
    assert {target: row["risk_class"] for target, row in rows.items()} == EXPECTED
    assert rows["T-01"]["reasons"] == "从严类：2025-11-25以来投诉2件（限1件）"
    assert rows["T-21"]["reasons"] == "留意类：标签：建筑施工"


@settings(max_examples=20)
@given(st.permutations(REGISTER), st.permutations(FACTS["complaints"]), st.permutations(FACTS["inspections"]))
def test_the_order_of_rows_does_not_matter(register: Any, complaints: Any, inspections: Any) -> None:
    """Whatever the order of the rows of register and facts, the same bytes are stored."""
    done = made(risk_spec(register=register, facts={"complaints": complaints, "inspections": inspections}))
    assert done.store.files == made(risk_spec()).store.files


def test_weights_need_a_total_and_an_item_has_its_own_terms() -> None:
    """With weights the settings say how many are drawn; where the item has terms of its own, these count."""
    for item, weight in ((None, 4), ("食品-01", 9), ("食品-02", 4)):
        changes = {"targets.total": 5, **({"targets.item": item} if item else {})}
        announcement = made(risk_spec(changes, policy=WEIGHED)).announced.announcement
        weights = [one.quota.weight for one in announcement.strata if isinstance(one.quota, ShareQuota)]
        assert (sorted(weights), announcement.shares) == ([1, weight], (Share(name="all", total=5),))


def test_a_class_that_is_never_drawn_has_no_weight() -> None:
    """A proportion of 0 is a stratum of which nothing is drawn."""
    policy = WEIGHED.split("[[items]]", maxsplit=1)[0].replace("weight = 1", 'proportion = "0"')
    some = made(risk_spec(policy=policy.replace("weight = 4", 'proportion = "30%"'))).announced.announcement
    assert sorted(str(one.quota) for one in some.strata) == [
        "CountQuota(count=0)",
        "CountQuota(count=0)",
        "ShareQuota(share='all', weight=1)",
    ]


def test_a_policy_that_draws_nobody_is_refused() -> None:
    """Where every class has a proportion of 0 nothing could ever be drawn; the finding names the policy's classes."""
    policy = WEIGHED.split("[[items]]", maxsplit=1)[0]
    policy = policy.replace("weight = 1", 'proportion = "0"').replace("weight = 4", 'proportion = "0%"')
    assert found(risk_spec(policy=policy)) == [("risk-nobody-drawn", "policy.toml, classes")]


@pytest.mark.clause("二(七) 加大力度")
@settings(max_examples=60, derandomize=True)
@given(
    st.lists(st.sampled_from([row[0] for row in REGISTER if row[2] == "存续"]), max_size=12),
    st.sampled_from([row[0] for row in REGISTER if row[2] == "存续"]),
    st.booleans(),
)
def test_more_complaints_never_lower_the_announced_chance(complained: list[str], one: str, weighed: bool) -> None:  # noqa: FBT001
    """A complaint more about a target leaves the chance of its stratum as it was, or raises it."""
    rows = [(target, "2026-06-01", f"第{number}号") for number, target in enumerate(complained)]
    extra = {"changes": {"targets.total": 6}, "policy": WEIGHED} if weighed else {}
    before, after = (_chance(one, listed, **extra) for listed in (rows, [*rows, (one, "2026-07-01", "又一件")]))
    assert after >= before


def _chance(target: str, complaints: Sequence[Sequence[str]], **document: Any) -> Fraction:
    done = made(risk_spec(facts={"complaints": complaints}, **document))
    announced = done.announced.announcement
    return quotas(announced.strata, announced.shares, seed="ab" * 32)[_frame(done)[target]].chance


def test_a_store_has_nothing_else() -> None:
    """What is public is the announcement; everything of the classes is sealed."""
    store: MemoryBundle = made(risk_spec()).store
    assert sorted(store.files) == [
        ("public", "announcement.json"),
        *(
            ("sealed", name)
            for name in (
                *("classes.csv", "facts.json", "frame.csv", "inspectors.json", "names.csv", "policy.json"),
                *("secrets.json", "struck.csv"),
            )
        ),
    ]


@pytest.mark.parametrize(("item", "noted"), [("食品-01", False), ("食品-1", True)])
def test_an_item_without_terms_of_its_own_is_noted(item: str, noted: bool) -> None:  # noqa: FBT001  (a parameter)
    """Where the policy rules on other items only, it is said that its general terms count."""
    document = risk_spec({"targets.item": item, "targets.total": 5}, policy=WEIGHED)
    codes = [note.code for note in made(document).announced.notes]
    assert ("item-without-own-terms" in codes) is noted
