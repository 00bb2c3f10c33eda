"""``office backup`` and ``office restore``: everything of an office in one folder that is checked as a whole."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from random_inspection.adapters.opening import open_store
from random_inspection.cli.chinese import new_command
from random_inspection.cli.office.making import FILE, file_bytes, office_command, option
from random_inspection.cli.office.session import ARCHIVES, DRAWS, EVIDENCE, KEY, PUBLIC, Session
from random_inspection.cli.office.settings import FILE as SETTINGS
from random_inspection.cli.office.settings import OfficeSettings, quoted, read_settings, store_address
from random_inspection.cli.office.trail import PRIVATE_KEY, PUBLIC_KEY, opened_checkpoints
from random_inspection.cli.screen import Screen
from random_inspection.errors import AlreadyDone, InvalidInput, Message, NotStored, StorageFailed, Where, system_words
from random_inspection.ports import Store

if TYPE_CHECKING:
    from random_inspection.adapters.sql import SqlStore

_FOLDERS = (EVIDENCE, DRAWS, PUBLIC, ARCHIVES)
_SETTINGS = "settings"
_IN_FOLDER = re.compile(r"(?!\.)[\w.-]+")
"""A file in the folder itself."""
_STORE_LINE = re.compile(r"^store\s*=.*$", re.MULTILINE)

NOT_SQL = Message(
    "office-backup-store",
    "the store of this office is another package's; back it up with that",
    "本单位的存储由其他软件包提供；请用其自带方式备份",
)
NO_BACKUP = Message(
    "office-restore-none",
    "there is no backup of an office here; check its place",
    "此处没有工作库的备份；请核对位置",
)
TAKEN = Message(
    "office-restore-taken",
    "an office is here already, and is not written over; name another folder",
    "此处已有工作库，不会覆盖；请另指定文件夹",
)
OTHER_PLACE = Message(
    "office-restore-store",
    "the office of this backup had its records outside of its folder; say with --store where they go now",
    "该备份的工作库记录原不在其文件夹内；请用 --store 指定恢复到哪里",
)
UNWRITABLE = Message(
    "office-restore-folder",
    "the folder cannot be written ({why}); name another",
    "无法写入文件夹（{why_zh}）；请另指定",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [_backup(screen), _restore(screen)]


def _sql(store: Store) -> SqlStore:
    from random_inspection.adapters.sql import SqlStore  # noqa: PLC0415  (an optional dependency)

    if not isinstance(store, SqlStore):
        raise InvalidInput(NOT_SQL.at(Where(path="store")))
    return store


def _backup(screen: Screen) -> click.Command:
    def do(session: Session, folder: Path) -> None:
        from random_inspection.adapters.sql.backup import backup_office  # noqa: PLC0415  (likewise)

        folders = {name: session.folder / name for name in _FOLDERS}
        with tempfile.TemporaryDirectory() as place, screen.working("Backing up", "备份中"):
            _collect(session.folder, session.settings, Path(place))
            made = backup_office(folder, store=_sql(session.office.store), folders={**folders, _SETTINGS: Path(place)})
        screen.line(
            f"Backed up with {made.events} events: {folder}. It is as secret as the office itself.",
            f"已备份（{made.events}个事件）：{folder}。备份与工作库同样须保密。",
        )
        screen.line(
            f"Digest of the manifest, to note elsewhere: {made.digest}", f"清单摘要（请另行登记）：{made.digest}"
        )

    return office_command(
        screen,
        "backup",
        "Write everything of the office into a new folder, whole or not at all.",
        "将工作库的全部内容备份到新文件夹（完整或不写）。",
        do,
        click.Argument(["folder"], type=FILE, metavar="DIR"),
    )


def _collect(folder: Path, settings: OfficeSettings, place: Path) -> None:
    """Copy the files that lie in the office's folder itself."""
    for name in (SETTINGS, KEY, PRIVATE_KEY, PUBLIC_KEY, *settings.notices):
        source, target = folder / name, (place / name).resolve()
        if source.is_file() and target.is_relative_to(place.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file_bytes(source))


def _restore(screen: Screen) -> click.Command:
    def restore(
        *,
        backup: Path,
        folder: Path,
        checkpoints: Sequence[Path],
        keys: Sequence[str],
        manifest: str | None,
        store: str | None,
    ) -> None:
        from random_inspection.adapters.sql.backup import checked_backup, restore_office  # noqa: PLC0415  (likewise)

        if not (backup / _SETTINGS / SETTINGS).is_file():
            raise NotStored(NO_BACKUP.at(Where(file=str(backup))))
        if (folder / SETTINGS).exists():
            raise AlreadyDone(TAKEN.at(Where(file=str(folder))))
        with screen.working("Checking the backup", "核对备份中"):
            checked_backup(backup, manifest)
        address = store or _own_address(read_settings(backup / _SETTINGS).store)
        held = opened_checkpoints(backup / _SETTINGS, checkpoints, keys)
        try:
            folder.mkdir(0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFailed(UNWRITABLE.at(Where(file=str(folder)), **system_words(error))) from error
        opened = closing(open_store(store_address(folder.resolve(), address), make=True))
        with opened as to, screen.working("Restoring", "恢复中"):
            made = restore_office(
                backup,
                store=_sql(to),
                folders={name: folder / name for name in (*_FOLDERS, _SETTINGS)},
                checkpoints=held,
                digest=manifest,
            )
        _settle(folder, store)
        screen.line(
            f"Restored and checked: {made.events} events, {len(held)} checkpoints compared: {folder}",
            f"已恢复并核验：{made.events}个事件，比对检查点{len(held)}个：{folder}",
        )

    return new_command(
        screen,
        "restore",
        "Bring an office back from a backup into a new folder, checked from its first event to its last one, and against "
        "checkpoints that others keep.",
        "从备份恢复到新文件夹，核验全部事件，并与外部保存的检查点比对。",
        callback=restore,
        params=_restore_options(screen),
    )


def _restore_options(screen: Screen) -> list[click.Parameter]:
    return [
        click.Argument(["backup"], type=FILE, metavar="BACKUP"),
        click.Argument(["folder"], type=FILE, metavar="DIR"),
        click.Argument(["checkpoints"], nargs=-1, type=FILE, metavar="[CHECKPOINT]..."),
        option(
            screen,
            "--key keys",
            "Public key of who signed the checkpoints.",
            "检查点签名者的公钥。",
            multiple=True,
            metavar="KEY",
        ),
        option(
            screen, "--digest manifest", "Digest of the manifest that was noted.", "登记的清单摘要。", metavar="HEX"
        ),
        option(screen, "--store", "Another database than before.", "恢复到其他数据库地址。", metavar="URL"),
    ]


def _own_address(address: str) -> str:
    """Return the address that a backup names, where it is a file in the office's folder; else it has to be given."""
    name = address.removeprefix("sqlite:///").partition("?")[0]
    if name == address.partition("?")[0] or not _IN_FOLDER.fullmatch(name):
        raise InvalidInput(OTHER_PLACE.at(Where(path="--store")))
    return address


def _settle(folder: Path, store: str | None) -> None:
    """Put the restored settings in their place, ``office.toml`` last: from then on it is an office."""
    try:
        (folder / PUBLIC).chmod(0o755)
        for path in sorted((folder / _SETTINGS).rglob("*"), key=lambda one: one.name == SETTINGS):
            if path.is_file():
                target = folder / path.relative_to(folder / _SETTINGS)
                target.parent.mkdir(parents=True, exist_ok=True)
                if path.name == SETTINGS and store is not None:
                    text = path.read_text("utf-8-sig")
                    path.write_text(_STORE_LINE.sub(lambda _: f"store = {quoted(store)}", text, count=1), "utf-8")
                path.replace(target)
        shutil.rmtree(folder / _SETTINGS)
    except OSError as error:
        raise StorageFailed(UNWRITABLE.at(Where(file=str(folder)), **system_words(error))) from error
