"""Who may do what: roles, parts in the case, second persons, and what a host changes."""

import attrs
import pytest

from random_inspection.domain.acts import Act, Actor, Role
from random_inspection.ports import Authority
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.casework.role_table import PARTS, TABLE

RULE: Authority = RoleAuthority()
SECOND = [(act, part) for act, one in TABLE.items() for part in one.apart]
OWN = [(act, role) for act, one in TABLE.items() for role in one.of_case]


def _actor(*roles: Role) -> Actor:
    return Actor(actor_id="赵", roles=roles)


def _codes(actor: Actor, act: str, **involved: frozenset[str]) -> list[str]:
    return [ground.code for ground in RULE.grounds(actor, act, involved)]


@pytest.mark.clause("三(一) 身份")
@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_for_some_roles_and_not_for_all(act: Act) -> None:
    """The table has every act, with its reason in both languages, and at least one role that may not."""
    permission = TABLE[act]
    assert permission.may
    assert set(Role) - permission.may
    stranger = next(role for role in Role if role not in permission.may)
    assert _codes(_actor(stranger), act) == ["authority-role-missing"]


@pytest.mark.clause("三(一) 身份")
def test_an_unknown_act_is_refused_to_everybody() -> None:
    """What the table does not name nobody may, in whatever roles."""
    assert _codes(_actor(*Role), "销毁档案") == ["authority-act-unknown"]


@pytest.mark.clause("三(一) 身份")
@pytest.mark.parametrize(("act", "part"), SECOND)
def test_who_has_the_part_is_kept_from_it_in_every_role(act: str, part: str) -> None:
    """A two-person rule holds for somebody with all roles too, and for nobody else."""
    assert "authority-second-person" in _codes(_actor(*Role), act, **{part: frozenset({"赵", "钱"})})
    assert "authority-second-person" not in _codes(_actor(*Role), act, **{part: frozenset({"钱"})})


@pytest.mark.parametrize(("act", "role"), OWN)
def test_some_roles_may_in_cases_of_their_own_only(act: str, role: Role) -> None:
    """In another case they are refused; before a case is looked at only the role is asked."""
    parts = TABLE[act].of_case[role]
    assert _codes(_actor(role), act) == []
    assert _codes(_actor(role), act, drafted=frozenset({"钱"})) == ["authority-not-of-the-case"]
    assert "authority-not-of-the-case" not in _codes(_actor(role), act, **{parts[0]: frozenset({"赵"})})


@pytest.mark.parametrize(
    ("act", "part"),
    [
        (Act.INSPECTION_REVIEW, "team"),
        (Act.INSPECTION_REVIEW, "concluded"),
        (Act.TASK_CONFIRM, "drew"),
        (Act.TASK_CONFIRM, "team"),
        (Act.RECUSAL_DECIDE, "recused"),
        (Act.RECUSAL_DECIDE, "team"),
        (Act.RECUSAL_DECIDE, "asked"),
        (Act.PLAN_APPROVE, "drafted"),
        (Act.TASK_APPROVE, "drafted"),
        (Act.VISIT_APPROVE, "team"),
        (Act.COMPLAINT_DECIDE, "concerned"),
    ],
)
def test_nobody_decides_in_their_own_case(act: Act, part: str) -> None:
    """Review, confirmation, approval and recusal take somebody without a part in the case."""
    assert (act.value, part) in SECOND


@pytest.mark.clause("二(一) 保密")
def test_a_draw_is_seen_by_who_must_know() -> None:
    """A reviewer, a handler of other tasks, and an inspector of no drawn team do not see it."""
    others = {"drafted": frozenset({"钱"}), "team": frozenset({"孙"})}
    for role in (Role.REVIEWER, Role.HANDLER, Role.INSPECTOR, Role.LEADER, Role.UNIT_HEAD):
        assert _codes(_actor(role), Act.DRAW_LOOK, **others)
    assert not _codes(_actor(Role.SUPERVISOR), Act.DRAW_LOOK, **others)


def test_all_reasons_are_given_at_once() -> None:
    """The wrong role and the second person are two grounds, each with its clause, in both languages."""
    grounds = RULE.grounds(_actor(Role.INSPECTOR), Act.INSPECTION_REVIEW, {"team": frozenset({"赵"})})
    assert [one.code for one in grounds] == ["authority-role-missing", "authority-second-person"]
    assert {one.clause for one in grounds} == {"三(四)"}
    assert grounds[1].text("zh") == "须由他人办理：“赵”在本案中是检查组成员（任何人不得审核本人的检查）［三(四)］"


def test_a_host_changes_an_entry() -> None:
    """An entry of the table can be exchanged, and an act of the host's own be added."""
    wider = attrs.evolve(TABLE[Act.TASK_DRAW], roles=(Role.SUPERVISOR,))
    rule = RoleAuthority(table={**TABLE, Act.TASK_DRAW: wider, "打印": wider})
    assert not rule.grounds(_actor(Role.SUPERVISOR), Act.TASK_DRAW, {})
    assert not rule.grounds(_actor(Role.SUPERVISOR), "打印", {})
    assert rule.grounds(_actor(Role.HANDLER), Act.TASK_DRAW, {})


def test_every_part_of_the_table_has_words() -> None:
    """A refusal names the part in words that a reader knows."""
    named = {
        part
        for one in TABLE.values()
        for part in (*one.apart, *(each for all_ in one.of_case.values() for each in all_))
    }
    assert named <= set(PARTS)
