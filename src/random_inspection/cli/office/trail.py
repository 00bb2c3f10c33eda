"""``office trail``: the story of a record, the check of the whole, checkpoints for others to keep, and proofs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from random_inspection.adapters.files import create_private
from random_inspection.cli.office.draws import require_knowing
from random_inspection.cli.office.making import FILE, argument, file_bytes, group, office_command, option
from random_inspection.cli.office.session import Session
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.errors import AlreadyDone, InvalidInput, Message, Where
from random_inspection.proofs.checkpoints import Checkpoint, open_checkpoint
from random_inspection.proofs.receipts import format_receipt
from random_inspection.serialization.records import KINDS

if TYPE_CHECKING:
    from random_inspection.adapters.signing import Ed25519Signer

WRONG = 1
PRIVATE_KEY, PUBLIC_KEY = "checkpoint.pem", "checkpoint.pub"

NO_KEY = Message(
    "office-checkpoint-key",
    "nothing says who signed the checkpoints; give the public key: --key",
    "没有检查点签名者的公钥；请用 --key 给出",
)
OTHER_KEY = Message(
    "office-checkpoint-other-key",
    "{public} is not of the key in {private} and of this name; put the lost key back, or, to begin anew under another one, take "
    "{public} away and tell everybody who holds checkpoints",
    "{public} 与 {private} 中的密钥或名称不符；请找回原密钥，或移走 {public} 重新开始并告知检查点保存者",
)
NO_ORIGIN = Message(
    "office-checkpoint-origin",
    "the first checkpoint names the trail: --origin bureau.example/trail",
    "首次形成检查点须给出留痕名称：--origin bureau.example/trail",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "trail",
            "The trail of every act: who, when, what.",
            "全程留痕：谁、何时、做了什么。",
            _story(screen),
            _check(screen),
            _checkpoint(screen),
            _prove(screen),
        )
    ]


def _story(screen: Screen) -> click.Command:
    def do(session: Session, subject: str, kind: str | None) -> None:
        office = session.office
        with office.store.view() as view:
            whole = kind is None and view.records.get(Inspection, subject) is not None
        if whole:
            require_knowing(session, subject)
        steps = office.inspection_story(subject) if whole else office.story(Subject(kind=kind or "task", key=subject))
        for step in steps:
            for line in step.text(screen.lang).splitlines():
                screen.same(f"{step.seq:>6}  {safe(line)}" if not line.startswith(" ") else f"        {safe(line)}")
        screen.line(f"{len(steps)} events.", f"共{len(steps)}个事件。")

    return office_command(
        screen,
        "story",
        "Tell the story of an inspection with everything around it, of a task, or of a record of another kind.",
        "检查、任务或其他记录的全过程。",
        do,
        argument("SUBJECT"),
        option(
            screen,
            "--kind",
            "The kind of record, where it is no inspection (task).",
            "记录类型（检查以外的，默认 task）。",
            type=click.Choice([one.name for one in KINDS]),
        ),
    )


def _check(screen: Screen) -> click.Command:
    def do(session: Session, checkpoints: Sequence[Path], keys: Sequence[str]) -> int:
        held = opened_checkpoints(session.folder, checkpoints, keys)
        with screen.working("Checking", "核验中"):
            found = session.office.check_trail(checkpoints=held)
        screen.problems(found.problems)
        screen.line(
            f"{found.events} events checked, {len(found.problems)} findings; {len(held)} checkpoints compared.",
            f"已核验{found.events}个事件，发现问题{len(found.problems)}项；比对检查点{len(held)}个。",
        )
        return WRONG if found.problems else 0

    return office_command(
        screen,
        "check",
        "Check every event, every record against its event, and the trail against checkpoints that others keep. "
        "Exit status 1: something is wrong.",
        "核验全部事件和记录，并与外部保存的检查点比对。退出状态1：有问题。",
        do,
        click.Argument(["checkpoints"], nargs=-1, type=FILE, metavar="[CHECKPOINT]..."),
        option(
            screen,
            "--key keys",
            "Public key of who signed the checkpoints (the office's own).",
            "检查点签名者的公钥（默认本单位的）。",
            multiple=True,
            metavar="KEY",
        ),
    )


def opened_checkpoints(folder: Path, files: Sequence[Path], keys: Sequence[str]) -> list[Checkpoint]:
    """Return the checkpoints in files, verified; the name of the key that signs is the name of the trail."""
    if not files:
        return []
    from random_inspection.adapters.signing import Ed25519Verifier  # noqa: PLC0415  (an optional dependency)

    own = _own_key(folder)
    verifiers = [Ed25519Verifier(key) for key in keys or ([own] if own else [])]
    if not verifiers:
        raise InvalidInput(NO_KEY.at(Where(path="--key")))
    return [open_checkpoint(file_bytes(one), verifiers, origin=verifiers[0].name) for one in files]


def _own_key(folder: Path) -> str | None:
    file = folder / PUBLIC_KEY
    return file_bytes(file).decode("utf-8").strip() if file.exists() else None


def _checkpoint(screen: Screen) -> click.Command:
    def do(session: Session, file: Path, origin: str | None) -> None:
        signer = office_signer(session, origin)
        create_private(file, session.office.make_checkpoint(signer.name, [signer]))
        screen.line(
            f"Written: {file}. Give it to somebody outside, such as the archive or the auditors, with the public key, which is in "
            f"{PUBLIC_KEY}; {PRIVATE_KEY} beside it is the key that signs: nobody else gets it.",
            f"已写入：{file}。请连同公钥（{PUBLIC_KEY}）交外部（如档案馆、审计）保存；{PRIVATE_KEY} 是签名私钥，不得外传。公钥：",
        )
        screen.same(str(signer.verifier_key))

    return office_command(
        screen,
        "checkpoint",
        "Sign the trail as it stands, for somebody outside to keep; the first time, a key is made in the office's folder.",
        "对当前留痕签名，形成检查点供外部保存；首次运行时在工作文件夹中生成密钥。",
        do,
        argument("FILE", type=FILE),
        option(
            screen,
            "--origin",
            "Name of the trail, such as bureau.example/trail; the first time.",
            "留痕名称，如 bureau.example/trail；首次须给出。",
        ),
    )


def office_signer(session: Session, origin: str | None) -> Ed25519Signer:
    """Return the signer with the key of the office, made where there is none."""
    from random_inspection.adapters.signing import Ed25519Signer, generate_pem  # noqa: PLC0415  (likewise)

    own = _own_key(session.folder)
    name = origin or (own.partition("+")[0] if own else None)
    if name is None:
        raise InvalidInput(NO_ORIGIN.at(Where(path="--origin")))
    file = session.folder / PRIVATE_KEY
    with suppress(AlreadyDone):
        create_private(file, generate_pem())
    signer = Ed25519Signer.from_pem(name, file_bytes(file))
    if own is not None and own != str(signer.verifier_key):
        raise InvalidInput(OTHER_KEY.at(Where(file=str(session.folder)), private=PRIVATE_KEY, public=PUBLIC_KEY))
    with suppress(AlreadyDone):
        create_private(session.folder / PUBLIC_KEY, f"{signer.verifier_key}\n".encode())
    return signer


def _prove(screen: Screen) -> click.Command:
    def do(session: Session, seq: int, checkpoint: Path, file: Path) -> None:
        receipt = session.office.prove_event(seq, file_bytes(checkpoint))
        create_private(file, format_receipt(receipt))
        screen.line(
            f"Written: {file}; anybody checks it without this office: examples/verify_record_as_citizen.py",
            f"已写入：{file}；任何人无需本系统即可核验（verify_record_as_citizen.py）。",
        )

    return office_command(
        screen,
        "prove",
        "Write the proof that the trail holds one event, without the others, under a checkpoint.",
        "在某检查点下，写出某一事件确在留痕中的凭据（不含其他事件）。",
        do,
        argument("SEQ", type=int),
        argument("CHECKPOINT", type=FILE),
        argument("FILE", type=FILE),
    )
