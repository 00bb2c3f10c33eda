"""Who may do what: asked of a table of roles, with every reason against it (clauses 二(八), 三(一))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from random_inspection.domain.acts import Actor, Role
from random_inspection.errors import Message
from random_inspection.rules.casework.role_table import PARTS, TABLE, Permission, read_only
from random_inspection.rules.grounds import Ground

ACT_UNKNOWN = Message(
    "authority-act-unknown",
    "no role is named for {act!r}, so nobody may; name its roles in the table of the authority",
    "没有规定哪些角色可以“{act}”，因此任何人都不能办理；请在权限表中补充",
)
ROLE_MISSING = Message(
    "authority-role-missing",
    "it is for {expected}, and {actor!r} is {found} ({why})",
    "应由{expected}办理，而“{actor}”是{found}（{why_zh}）",
)
NOT_OF_THE_CASE = Message(
    "authority-not-of-the-case",
    "{actor!r} as {found} may only where they have one of these parts in the case: {parts} ({why})",
    "“{actor}”作为{found}，只有在本案中承担下列之一时才能办理：{parts_zh}（{why_zh}）",
)
SECOND_PERSON = Message(
    "authority-second-person",
    "it takes a second person: {actor!r} {part} in this case ({why})",
    "须由他人办理：“{actor}”在本案中{part_zh}（{why_zh}）",
)


@attrs.frozen(kw_only=True)
class RoleAuthority:
    """A `random_inspection.ports.Authority` by a table of roles; what the table does not have is refused.

    Clause: 三(一) 身份

    Attributes:
        table: who may do an act, by act.

    >>> from random_inspection.domain.acts import Act
    >>> clerk = Actor(actor_id="赵", roles=(Role.HANDLER, Role.UNIT_HEAD))
    >>> [one.text("en") for one in RoleAuthority().grounds(clerk, Act.TASK_APPROVE, {"drafted": frozenset({"赵"})})]
    ["it takes a second person: '赵' drew it up in this case (nobody approves their own task) [三(一)]"]
    """

    table: Mapping[str, Permission] = attrs.field(default=TABLE, converter=read_only)

    def grounds(self, actor: Actor, act: str, involved: Mapping[str, frozenset[str]]) -> tuple[Ground, ...]:
        """Return every reason against an act; none where it is allowed.

        Where `involved` is empty no case is looked at yet: then only roles are asked.

        Args:
            actor: who wants to act.
            act: what (`random_inspection.domain.acts.Act`).
            involved: who had which part in the case so far: identifiers of actors by part (`PARTS`).
        """
        permission = self.table.get(str(act))
        if permission is None:
            return (Ground(message=ACT_UNKNOWN, clause="三(一)", params={"act": str(act)}),)
        return (*_role_grounds(permission, actor, involved), *_second_person(permission, actor, involved))


def _role_grounds(permission: Permission, actor: Actor, involved: Mapping[str, frozenset[str]]) -> Iterator[Ground]:
    mine = [role for role in actor.roles if role in permission.may]
    params = {"actor": actor.actor_id, "why": permission.why, "why_zh": permission.why_zh}
    if not mine:
        expected = "、".join(role for role in Role if role in permission.may)
        found = "、".join(actor.roles)
        yield Ground(
            message=ROLE_MISSING, clause=permission.clause, params={**params, "expected": expected, "found": found}
        )
        return
    if not involved or any(_has_part(permission, role, actor, involved) for role in mine):
        return
    parts = tuple(dict.fromkeys(part for role in mine for part in permission.of_case[role]))
    en, zh = "; ".join(_words(part)[0] for part in parts), "、".join(_words(part)[1] for part in parts)
    yield Ground(
        message=NOT_OF_THE_CASE,
        clause=permission.clause,
        params={**params, "found": "、".join(mine), "parts": en, "parts_zh": zh},
    )


def _has_part(permission: Permission, role: Role, actor: Actor, involved: Mapping[str, frozenset[str]]) -> bool:
    if role in permission.roles:
        return True
    return any(actor.actor_id in involved.get(part, frozenset()) for part in permission.of_case[role])


def _second_person(permission: Permission, actor: Actor, involved: Mapping[str, frozenset[str]]) -> Iterator[Ground]:
    for part in permission.apart:
        if actor.actor_id in involved.get(part, frozenset()):
            en, zh = _words(part)
            yield Ground(
                message=SECOND_PERSON,
                clause=permission.clause,
                params={
                    "actor": actor.actor_id,
                    "part": en,
                    "part_zh": zh,
                    "why": permission.why,
                    "why_zh": permission.why_zh,
                },
            )


def _words(part: str) -> tuple[str, str]:
    return PARTS.get(part, (part, part))
