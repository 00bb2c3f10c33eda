"""Announces a draw: everything that decides it is checked, fixed and stored before anybody can know the outcome."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from random_inspection.domain.draws import (
    Announcement,
    Contribution,
    FileDigest,
    Roster,
    SecretContribution,
    Share,
    Stratum,
)
from random_inspection.domain.fields import is_hex64
from random_inspection.drawing.ceremony import commitment
from random_inspection.drawing.quotas import strata_problems
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.ports import Area, BundleStore, Clock, Entropy
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.serialization import frame_bytes, struck_bytes, to_json
from random_inspection.workflows.draws.draw_sizes import quota_notes, quotas_path
from random_inspection.workflows.draws.risk_draws import coded, sort_out
from random_inspection.workflows.draws.risk_files import commitments, sealed_files
from random_inspection.workflows.draws.spec_facts import Sourced, read_basis
from random_inspection.workflows.draws.staffing import staffing_problems
from random_inspection.workflows.inputs.doubts import own_findings
from random_inspection.workflows.inputs.frames import Register, csv_bytes, make_strata, read_register
from random_inspection.workflows.inputs.risk_values import Sorting
from random_inspection.workflows.inputs.rosters import ID as INSPECTOR
from random_inspection.workflows.inputs.rosters import REASON, TARGET, People, read_people
from random_inspection.workflows.inputs.spec_contributions import ToGenerate
from random_inspection.workflows.inputs.spec_risk import RULES
from random_inspection.workflows.inputs.spec_sections import Findings
from random_inspection.workflows.inputs.spec_settings import Settings, read_settings
from random_inspection.workflows.inputs.tables import SpecDocument

NO_SECRET = Message(
    "entropy-no-secret",
    "the source of chance gave something else than 64 hexadecimal characters in lower case; repair its method `secret`",
    "随机数来源给出的不是64个小写十六进制字符；请修正其 secret 方法",
)
Files = dict[tuple[Area, str], bytes]


@attrs.frozen(kw_only=True)
class Announced:
    """A draw that is announced.

    Attributes:
        announcement: what was fixed.
        announcement_digest: digest of the bytes of ``announcement.json``, to publish elsewhere or have receipted.
        notes: what was changed, left out or assumed on the way, for a person to see.
        generated: the contributions whose secret was made now and lies sealed.
        files: what was stored, as (area, name).
    """

    announcement: Announcement
    announcement_digest: str
    notes: tuple[Problem, ...]
    generated: tuple[str, ...]
    files: tuple[tuple[Area, str], ...]


@attrs.frozen(kw_only=True)
class _Plan:
    """A specification in which nothing is wrong."""

    settings: Settings
    register: Register
    strata: tuple[Stratum, ...]
    shares: tuple[Share, ...]
    people: People | None
    sourced: Sourced | None
    sorting: Sorting | None
    sealed: Mapping[str, bytes] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Composed:
    """An announcement that is not stored yet.

    Attributes:
        announced: what is announced when it is.
        files: its files.
    """

    announced: Announced
    files: Files


def announce(document: SpecDocument, *, store: BundleStore, clock: Clock, entropy: Entropy) -> Announced:
    """Announce the draw that `document` describes, and store its first files, all of them or none.

    Clause: 三(一) 公示

    Where it names a risk policy the strata are its classes, or what is due by class in a batch of the year's plan, under
    names that tell nothing; then frame, struck, policy, facts and ledger stay sealed (clause 二(七)). USCCs are brought to upper case and half width; everything else
    outside the rules is refused.

    Args:
        document: the specification, as it was read.
        store: where the files go; nothing may be announced there yet.
        clock: tells when it is announced.
        entropy: makes the secrets that the office contributes, and the salts of roster, policy, facts and ledger.

    Raises:
        InvalidInput: anything that is wrong with settings and tables, all findings at once, each with its
            place; or `entropy` gives something else than secrets. Nothing is stored.
        AlreadyDone: something is announced there already.
        StorageFailed: the store failed; nothing is stored.
    """
    composed = compose(document, clock=clock, entropy=entropy)
    store.establish(composed.files)
    return composed.announced


def compose(document: SpecDocument, *, clock: Clock, entropy: Entropy) -> Composed:
    """Return the announcement of the draw that `document` describes, for the caller to store; see `announce`."""
    findings = Findings()
    plan = _classed(_checked(document, findings, clock), entropy)
    findings.notes += plan.sorting.notes if plan.sorting else ()
    _check_staffing(document, plan)
    contributions, secrets = _contributions(plan.settings, entropy)
    files = _lists(plan, entropy)
    announcement = _announcement(plan, contributions, files)
    files["public", "announcement.json"] = to_json(announcement)
    require_public((), {}, {"announcement.json": files["public", "announcement.json"]})
    if secrets:
        values = [{"name": name, "value": value} for name, value in secrets.items()]
        files["sealed", "secrets.json"] = to_json({"draw_id": announcement.draw_id, "secrets": values})
    announced = Announced(
        announcement=announcement,
        announcement_digest=digest_of(files["public", "announcement.json"], announcement.digest),
        notes=(*findings.notes, *(note for table in document.tables.values() for note in table.notes)),
        generated=tuple(secrets),
        files=tuple(sorted(files)),
    )
    return Composed(announced=announced, files=files)


def _checked(document: SpecDocument, findings: Findings, clock: Clock) -> _Plan:
    settings = read_settings(document, findings, now=clock.now())
    register = read_register(document, settings.targets, findings)
    strata = () if settings.risk else make_strata(document, settings, register, findings)
    people = read_people(document, settings, register, findings)
    sourced = read_basis(document, settings, register, findings)
    refuse([*document.problems, *own_findings(document, findings.problems)])
    refuse(strata_problems(strata, settings.shares))
    findings.notes += quota_notes(strata, settings.shares, document.where(quotas_path(document)))
    sorting = sort_out(sourced.basis, place=sourced.place, parts=sourced.parts) if sourced else None
    return _Plan(
        settings=settings,
        register=register,
        strata=strata,
        shares=settings.shares,
        people=people,
        sourced=sourced,
        sorting=sorting,
    )


def _classed(plan: _Plan, entropy: Entropy) -> _Plan:
    """Return the plan with strata from risk classes, where the draw is by them."""
    if plan.sourced is None or plan.sorting is None:
        return plan
    basis, settings, salt, facts_salt = plan.sourced.basis, plan.settings, _secret(entropy), _secret(entropy)
    draw = coded(plan.sorting, salt=salt, digest=settings.digest)
    ledger_salt = _secret(entropy) if basis.batch else ""
    sealed = sealed_files(basis, draw, salt=salt, facts_salt=facts_salt, ledger_salt=ledger_salt)
    about = {**settings.about, RULES: commitments(sealed, settings.digest)}
    return attrs.evolve(
        plan,
        settings=attrs.evolve(settings, about=about),
        register=attrs.evolve(plan.register, pairs=draw.frame, struck=draw.struck),
        strata=draw.strata,
        shares=draw.shares,
        sealed=sealed,
    )


def _check_staffing(document: SpecDocument, plan: _Plan) -> None:
    """Refuse a roster under which the draw is bound to fail."""
    if people := plan.people:
        where = document.tables["inspectors"].where()
        refuse(staffing_problems(plan.strata, plan.shares, plan.register.pairs, _roster(plan, people, "0" * 64), where))


def _roster(plan: _Plan, people: People, salt: str) -> Roster:
    return Roster(inspectors=people.inspectors, team=plan.settings.team, excluded=people.excluded, salt=salt)


def _contributions(settings: Settings, entropy: Entropy) -> tuple[tuple[Contribution, ...], dict[str, str]]:
    """Return the contributions with their commitments, and the secrets made for them by name."""
    secrets: dict[str, str] = {}
    contributions: list[Contribution] = []
    for one in settings.contributions:
        if isinstance(one, ToGenerate):
            secrets[one.name] = value = _secret(entropy)
            committed = commitment(settings.draw_id, one.name, value, settings.digest)
            contributions.append(SecretContribution(name=one.name, commitment=committed, generated=True))
        else:
            contributions.append(one)
    return tuple(contributions), secrets


def _secret(entropy: Entropy) -> str:
    """Return a new secret; raise `InvalidInput`, without showing what came, where the source of chance gives none."""
    if not is_hex64(found := entropy.secret()):
        raise InvalidInput(NO_SECRET.at(Where(path="entropy")))
    return found


def _lists(plan: _Plan, entropy: Entropy) -> Files:
    """Return the files beside the announcement: those it commits to, and those that stay with the office."""
    files: Files = {}
    targets, people = plan.settings.targets, plan.people
    area: Area = "public" if targets and targets.publish else "sealed"
    files[area, "frame.csv"] = frame_bytes(plan.register.pairs)
    files[area, "struck.csv"] = struck_bytes(plan.register.struck)
    files |= {("sealed", name): data for name, data in plan.sealed.items()}
    if plan.register.names is not None:
        files["sealed", "names.csv"] = csv_bytes((TARGET, "name"), plan.register.names)
    if people:
        roster = to_json(_roster(plan, people, _secret(entropy)))
        files["public" if plan.settings.publish_inspectors else "sealed", "inspectors.json"] = roster
        if people.recusals:
            files["sealed", "recusals.csv"] = csv_bytes((TARGET, INSPECTOR, REASON), people.recusals)
    return files


def _announcement(plan: _Plan, contributions: tuple[Contribution, ...], files: Files) -> Announcement:
    settings, people = plan.settings, plan.people
    digests = {name: digest_of(data, settings.digest) for (_, name), data in files.items()}
    return Announcement(
        draw_id=settings.draw_id,
        title=settings.title,
        digest=settings.digest,
        announced_at=settings.announced_at,
        open_by=settings.open_by,
        frame=FileDigest(digest=digests["frame.csv"], size=len(plan.register.pairs)),
        struck=FileDigest(digest=digests["struck.csv"], size=len(plan.register.struck)),
        strata=plan.strata,
        shares=plan.shares,
        contributions=contributions,
        inspectors=FileDigest(digest=digests["inspectors.json"], size=len(people.inspectors)) if people else None,
        previous=settings.previous,
        alone=settings.alone,
        about=settings.about,
    )
