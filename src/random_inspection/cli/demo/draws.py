"""Draws of the story: prepared from the directories, announced, drawn with the supervisor's secret, verified, confirmed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import attrs

from random_inspection.adapters.files import BundleFolder, BundleFolders
from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.cli.demo.bureau import AGENCY, HANDLER, HEAD, MARKET, SUPERVISOR, TABLES, Bureau, sample
from random_inspection.cli.file_commands import keep_secret
from random_inspection.cli.office.preparing import SPEC, prepared
from random_inspection.cli.office.session import DRAWS
from random_inspection.cli.papers import write_papers
from random_inspection.cli.values import parsed_values
from random_inspection.domain.targets import Target
from random_inspection.drawing import HandedIn, Verification, verify
from random_inspection.errors import AlreadyDone
from random_inspection.rules.inspectors.qualification import of_agency
from random_inspection.workflows.casework.tasks import TaskDraft
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import recorded
from random_inspection.workflows.draws.records import DrawRecord

Rewrite = Callable[[str], str]
"""What the handler changes in a prepared specification."""


def draw_up(bureau: Bureau, task: str, draft: TaskDraft) -> None:
    """Have a task drawn up by one and approved by another."""
    bureau.office.draft_task(bureau.order(HANDLER, "draft", task), task, draft)
    bureau.office.approve_task(bureau.order(HEAD, "approve", task), task)


def announce(
    bureau: Bureau,
    task: str,
    *,
    of: Callable[[Target], bool] = lambda _: True,
    quota: str = "{ count = 1 }",
    rewrite: Rewrite = str,
    more: Mapping[str, bytes] | None = None,
) -> None:
    """Prepare the specification of a task's draw, change it, and announce it.

    Args:
        bureau: the bureau.
        task: the task.
        of: which targets of the directory it is for.
        quota: how many of a stratum, as TOML.
        rewrite: what is changed in the specification.
        more: other files that it names.
    """
    frame = bureau.office.task_frame(task)
    targets = tuple(one for one in frame.targets if of(one))
    inside = {one.target_id for one in targets}
    recusals = tuple(one for one in frame.recusals if one.target_id in inside)
    files = prepared(
        attrs.evolve(frame, targets=targets, recusals=recusals),
        quota=quota,
        reserve=2,
        by="地区",
        commits={SUPERVISOR: _commitment(bureau, task)},
    )
    spec = rewrite(files[SPEC].decode()).encode()
    for name, data in {**files, **(more or {}), SPEC: spec}.items():
        bureau.keep(f"{TABLES}/{task}/{name}", data)
    document = read_spec(bureau.folder / TABLES / task / SPEC)
    bureau.office.announce_task(bureau.order(HANDLER, "announce", task), task, document)


def _secret_file(bureau: Bureau, task: str) -> Path:
    return bureau.folder / TABLES / task / f"{SUPERVISOR}.json"


def _commitment(bureau: Bureau, task: str) -> str:
    """Return the commitment to the supervisor's secret, which is made the first time."""
    file = _secret_file(bureau, task)
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(AlreadyDone):
        return keep_secret(task, SUPERVISOR, "sha256", file)
    return str(json.loads(file.read_text("utf-8"))["commitment"])


def draw(bureau: Bureau, task: str) -> tuple[DrawRecord, Verification]:
    """Draw a task, verify its draw, have it confirmed by a second person, and return the draw and its verification."""
    secrets = parsed_values([f"{SUPERVISOR}=@{_secret_file(bureau, task)}"], "--secret")
    drawn = bureau.office.draw_task(bureau.order(HANDLER, "draw", task), task, HandedIn(secrets=secrets)).value
    folder = bundle(bureau, task)
    record = recorded(store=folder)
    write_papers(folder.path, record)
    announced = drawn.announcement.digest if drawn.announcement else None
    verification = verify(open_bundle(folder), announcement_digest=announced)
    bureau.office.confirm_draw(bureau.order(HEAD, "confirm", task), task)
    return record, verification


def bundle(bureau: Bureau, task: str) -> BundleFolder:
    """Return the folder of a task's draw."""
    return BundleFolders(bureau.folder / DRAWS).of(task)


def by_town(spec: str) -> str:
    """Return a specification with the strata of the sample office, and a third seat, so that both agencies have members."""
    _, begin, rest = sample("spec.toml").decode().partition("# 城区和园区")
    strata, _, _ = rest.partition("[inspectors]")
    member = f'[[team]]\nseat = "人社组员"\nrequires = ["执法证", "{of_agency(AGENCY)}"]\n\n'
    named = _instead_of_default(spec, begin + strata).replace(f'"{MARKET}组员"', '"市监组员"')
    team, seed, contributions = named.partition("[[contributions]]")
    return f"{team}{member}{seed}{contributions}"


def by_risk(spec: str) -> str:
    """Return a specification that draws by risk classes."""
    classes = 'risk = "policy.toml"\nitem = "人社-02"\nreserve = 2'
    facts = '[facts]\nas_of = "2026-08-10"\ncomplaints = "complaints.csv"\n\n'
    return _instead_of_default(spec.replace('stratum = "层"', classes), facts)


def _instead_of_default(spec: str, text: str) -> str:
    before, _, rest = spec.partition("[default]")
    _, inspectors, after = rest.partition("[inspectors]")
    return f"{before}{text}{inspectors}{after}"
