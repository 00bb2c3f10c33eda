"""Recomputes, for who may see it, who was in which risk class, from what the announcement committed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from random_inspection.domain.draws import Announcement
from random_inspection.drawing.bundles import Bundle
from random_inspection.drawing.checks import (
    FRAME,
    NAMED,
    NOT_AT_HAND,
    STRUCK,
    UNREADABLE,
    Check,
    attempted,
    differences,
    judged,
    mismatch,
    published,
    skipped,
)
from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.verification import Verification, announcement_checks
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.ports import BundleReader
from random_inspection.workflows.draws.bundles import open_bundle, read_anywhere
from random_inspection.workflows.draws.drawing import DAMAGED
from random_inspection.workflows.draws.risk_draws import (
    CLASSES,
    FACTS,
    LEDGER_FILE,
    POLICY,
    RiskDraw,
    is_by_risk,
    risk_draw,
)
from random_inspection.workflows.draws.risk_files import sealed_basis, sealed_files
from random_inspection.workflows.inputs.spec_risk import RULES

SHOWN = 10
"""So many targets are named in a finding."""

POLICY_FILE = Message("risk-policy-digest", "the policy is the announced one", "风险政策与公告一致")
FACTS_FILE = Message("risk-facts-digest", "register and facts are the announced ones", "名录和事实与公告一致")
KEPT = Message(
    "risk-ledger-digest",
    "ledger, order and rules of the batch are the announced ones",
    "台账、顺序和批次规则与公告一致",
)
RECOMPUTED = Message("risk-classes", "policy and facts give every target a class", "按政策和事实可为每个对象分类")
LISTED = Message(
    "risk-classes-listed",
    "the list of classes, and what each stratum stands for, are the recomputed ones",
    "分类清单及各层所代表的类别与重算一致",
)
NOT_AS_RECOMPUTED = Message(
    "risk-not-recomputed", "it differs from what policy and facts give", "与按政策和事实重算的内容不同"
)
TARGETS = Message("risk-frame", "every target is in the stratum of its class", "每个对象都在其类别对应的层中")
TAKEN_OUT = Message(
    "risk-struck", "who was struck out, and for which reason, is as recomputed", "剔除的对象及原因与重算一致"
)
QUOTAS = Message("risk-quotas", "strata, quotas and totals are as recomputed", "各层、名额和总数与重算一致")
TARGET_DIFFERS = Message(
    "risk-target-differs",
    "{target}: expected {expected} ({why}), found {found}",
    "{target}：应为{expected}（{why_zh}），实为{found}",
)
MORE = Message("risk-more-differ", "and {count} more", "另有{count}个")
NOT_BY_RISK = Message(
    "audit-not-by-risk",
    "this draw was not made by risk classes, so there is none to recompute; random-inspection verify checks the draw",
    "本次抽取不按风险分类，无可重算的分类；核验抽取请用 random-inspection verify",
)
FACTS_TRUSTED = Message(
    "trust-facts",
    "whoever kept the register, complaints, violations, grades, listings, inspections and ledger before the announcement: "
    "an audit cannot tell which of them are missing or wrong",
    "公告之前登记名录、投诉、违法、等级、失信名单、检查情况和台账的人：审计无法发现其中的遗漏或错误",
)
_SEALED = ((POLICY_FILE, POLICY), (FACTS_FILE, FACTS), (KEPT, LEDGER_FILE))


def recompute_classes(store: BundleReader, *, announcement_digest: str | None = None) -> Verification:
    """Recompute frame, struck and quotas from the sealed policy, facts, register and ledger, and report every check.

    Clause: 二(八) 留痕

    Args:
        store: the bundle with its sealed files.
        announcement_digest: digest of the announcement from elsewhere; without one it is not checked that the
            announcement, and with it everything that it commits to, was not exchanged.

    Returns:
        the checks; a file that is not at hand makes a check not checked, never passed. `Verification.trust` says whom
        one has to trust still.

    Raises:
        InvalidInput: the draw was not made by risk classes, or its announcement cannot be read.
        NotStored: there is no announcement.
    """
    bundle = open_bundle(store)
    announcement = bundle.announcement.value
    refuse(bundle.announcement.problems)
    if announcement is None:
        raise InvalidInput(DAMAGED.at(file=bundle.announcement.name))
    if not is_by_risk(announcement):
        raise InvalidInput(NOT_BY_RISK.at())
    listed = _listed(announcement)
    files = {name: read_anywhere(store, name) for _, name in _SEALED if name != LEDGER_FILE or name in listed}
    announced = [check for check in announcement_checks(bundle, announcement).checks if check.title in (FRAME, STRUCK)]
    found = digest_of(bundle.announcement.data, announcement.digest)
    checks = (
        *_origin(bundle, found, announcement_digest),
        *_digests(announcement, files),
        *announced,
        *_recomputed(bundle, announcement, files, read_anywhere(store, CLASSES)),
    )
    return Verification(checks=checks, trust=(FACTS_TRUSTED.at(),))


def _origin(bundle: Bundle, found: str, expected: str | None) -> Iterator[Check]:
    """Check that the announcement is the published one, and the one that was drawn under."""
    yield published(found, expected)
    if bundle.result is not None and bundle.result.value is not None:
        yield judged(NAMED, mismatch(Where(file="result.json"), found, bundle.result.value.announcement))


def _digests(announcement: Announcement, files: Mapping[str, bytes | None]) -> Iterator[Check]:
    listed = _listed(announcement)
    for title, name in _SEALED:
        if name not in files:
            continue
        data = files[name]
        if data is None:
            yield skipped(title, NOT_AT_HAND.at(file=name))
            continue
        found = digest_of(data, announcement.digest)
        yield judged(title, mismatch(Where(file=name), listed.get(name, "—"), found))


def _listed(announcement: Announcement) -> dict[str, object]:
    """Return the announced digests of the sealed files by name."""
    rules: object = announcement.about[RULES]
    found = [one for one in rules if isinstance(one, Mapping)] if isinstance(rules, list | tuple) else []
    return {str(one.get("file")): one.get("digest") for one in reversed(found)}


def _recomputed(
    bundle: Bundle, announcement: Announcement, files: Mapping[str, bytes | None], classes: bytes | None
) -> Iterator[Check]:
    policy, facts = files[POLICY], files[FACTS]
    titles = (RECOMPUTED, LISTED, TARGETS, TAKEN_OUT, QUOTAS)
    if policy is None or facts is None or None in files.values():
        missing = next(name for name, data in files.items() if data is None)
        yield from (skipped(title, NOT_AT_HAND.at(file=missing)) for title in titles)
        return
    try:
        basis, salt = sealed_basis(policy, facts, files.get(LEDGER_FILE))
        draw = risk_draw(basis, salt=salt, digest=announcement.digest)
    except InvalidInput as error:
        yield attempted(RECOMPUTED, error)
        yield from (skipped(title, UNREADABLE.at(file=", ".join(files))) for title in titles[1:])
        return
    yield judged(RECOMPUTED, [])
    again = sealed_files(basis, draw, salt=salt, facts_salt="")
    if classes is None:
        yield skipped(LISTED, NOT_AT_HAND.at(file=CLASSES))
    else:
        wrong = [name for name, data in ((POLICY, policy), (CLASSES, classes)) if again[name] != data]
        yield judged(LISTED, [NOT_AS_RECOMPUTED.at(Where(file=name)) for name in wrong])
    for title, file, name, expected in (
        (TARGETS, bundle.frame, "frame.csv", draw.frame),
        (TAKEN_OUT, bundle.struck, "struck.csv", draw.struck),
    ):
        if file is None or file.value is None:
            yield skipped(title, (UNREADABLE if file else NOT_AT_HAND).at(file=name))
        else:
            yield judged(title, _targets(name, dict(expected), dict(file.value), draw))
    yield judged(
        QUOTAS,
        [
            *differences("strata", draw.strata, announcement.strata),
            *differences("shares", draw.shares, announcement.shares),
        ],
    )


def _targets(file: str, expected: Mapping[str, str], found: Mapping[str, str], draw: RiskDraw) -> Iterator[Problem]:
    """Say of which targets stratum or reason differ, and why they should be as expected."""
    differing = [target for target in sorted({*expected, *found}) if expected.get(target) != found.get(target)]
    for target in islice(differing, SHOWN):
        why, why_zh = _why(draw, target)
        yield TARGET_DIFFERS.at(
            Where(file=file),
            target=target,
            expected=expected.get(target, "—"),
            found=found.get(target, "—"),
            why=why,
            why_zh=why_zh,
        )
    if len(differing) > SHOWN:
        yield MORE.at(Where(file=file), count=len(differing) - SHOWN)


def _why(draw: RiskDraw, target: str) -> tuple[str, str]:
    """Return why a target is where it is recomputed to be: its class and what is due, or why it is struck out."""
    known, place, out = draw.classes.get(target), draw.sorting.standings.get(target), draw.sorting.why.get(target)
    en = [known.text().replace("\n", "; ")] if known else []
    zh = [known.text("zh").replace("\n", "；")] if known else []
    if place:
        en.append(f"inspected {place.inspected}, due {place.due}")
        zh.append(f"已检查{place.inspected}次，还须检查{place.due}次")
    if out:
        en.append(f"struck out: {out}")
        zh.append(f"剔除：{out}")
    return "; ".join(en) or "—", "；".join(zh) or "—"
