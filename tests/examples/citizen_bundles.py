"""The stand-alone verifier, loaded by its path, and bundles for it, made from the vectors or by itself."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

SCRIPT = Path(__file__).parents[2] / "examples/verify_as_citizen.py"
VECTORS = json.loads((SCRIPT.parents[1] / "tests/vectors/rid-1.json").read_text("utf-8"))
SECRET = "ab" * 32
VALUES = [{"name": "supervisor", "value": SECRET}, {"name": "lottery", "value": "07 11"}]
PEOPLE = ("丙", "乙", "甲")


def load_script() -> ModuleType:
    """Import the verifier, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("verify_as_citizen", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


citizen = load_script()


def to_json(value: object) -> bytes:
    """Write canonical JSON, for values without floats and with ASCII member names."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def to_csv(header: str, rows: list[list[str]]) -> bytes:
    """Write a file of two columns."""
    return "".join(f"{line}\n" for line in (header, *(",".join(row) for row in rows))).encode()


def vector_files(case: Mapping[str, Any]) -> dict[str, bytes]:
    """Make the files of a bundle from one case of the vectors."""
    expected = case["expected"]
    result = {
        "protocol": "rid-1",
        "announcement": case["announcement_digest"],
        "contributions": case["values"],
        "seed": expected["seed"],
        "quotas": [{"stratum": row["stratum"], "drawn": row["drawn"]} for row in expected["quotas"]],
        "drawn": expected["drawn"],
        "reserves": expected["reserves"],
        "assignments": expected.get("assignments") or [],
    }
    roster = {"inspectors.json": to_json(case["inspectors"])} if "inspectors" in case else {}
    return roster | {
        "announcement.json": to_json(case["announcement"]),
        "frame.csv": to_csv("target_id,stratum", case["frame"]),
        "struck.csv": to_csv("target_id,reason", case["struck"]),
        "result.json": to_json(result),
    }


def own_files(values: list[dict[str, Any]], **announced: Any) -> dict[str, bytes]:
    """Make a bundle of 12 targets, 4 of them drawn, and 3 inspectors; its result is the verifier's own."""
    frame = [[f"T-{n:02}", "east" if n % 2 else "west"] for n in range(12)]
    roster = {
        "inspectors": [{"inspector_id": i, "holds": [], "capacity": 3} for i in PEOPLE],
        "team": [{"seat": "lead"}],
        "excluded": [{"target_id": "T-01", "inspector_id": "甲"}],
        "salt": "5a" * 32,
    }
    files = {
        "frame.csv": to_csv("target_id,stratum", frame),
        "struck.csv": to_csv("target_id,reason", [["T-99", "closed"]]),
        "inspectors.json": to_json(roster),
    }
    sizes = {"frame.csv": 12, "struck.csv": 1, "inspectors.json": 3}
    digests = {
        name.partition(".")[0]: {"digest": citizen.h("sha256", files[name]), "size": sizes[name]} for name in files
    }
    strata = [{"name": name, "size": 6, "reserve": 2, "quota": {"count": 2}} for name in ("east", "west")]
    commitment = citizen.h("sha256", f"rid-1 commitment\n2026-0001/1\nsupervisor\n{SECRET}")
    announcement = {
        "protocol": "rid-1",
        "digest": "sha256",
        "draw_id": "2026-0001/1",
        "title": "twelve",
        "announced_at": "2026-11-25T09:00:00+08:00",
        "open_by": "2026-11-27T17:00:00Z",
        "strata": strata,
        "shares": [],
        "contributions": [
            {"name": "supervisor", "kind": "secret", "commitment": commitment},
            {"name": "lottery", "kind": "public", "source": "the draw of 26 November", "pattern": r"\d\d \d\d"},
        ],
    }
    files["announcement.json"] = to_json(announcement | digests | announced)
    return files | {"result.json": own_result(files, values)}


def own_result(files: Mapping[str, bytes], values: list[dict[str, Any]]) -> bytes:
    """Draw by the functions of the verifier."""
    result: dict[str, Any] = {"protocol": "rid-1", "contributions": values}
    draw = citizen.Draw({"files": files, "result.json": result})
    draw |= {name: citizen.read(name, data) for name, data in files.items()}
    result |= {"announcement": draw["announced"], "seed": draw["seed"]}
    result["quotas"] = [{"stratum": name, "drawn": number} for name, number in draw["numbers"].items()]
    result["drawn"], result["reserves"] = draw["selection"]
    keys = ("target_id", "seat", "inspector_id")
    result["assignments"] = [dict(zip(keys, row, strict=True)) for row in citizen.assigned(draw)]
    return to_json(result)


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files into a folder."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def statuses(files: Mapping[str, bytes], published: str = "") -> dict[str, str]:
    """Verify, and give the status of every check by the English part of its title."""
    lines = citizen.verify(dict(files), published)
    return {title.encode("ascii", "ignore").decode().split(" :")[0].strip(): status for status, title, _ in lines}


def failures(files: Mapping[str, bytes], published: str = "") -> set[str]:
    """Name the checks that failed."""
    return {title for title, status in statuses(files, published).items() if status == citizen.FAILED}


def changed(files: Mapping[str, bytes], name: str, **members: object) -> dict[str, bytes]:
    """Exchange members of a JSON file."""
    return {**files, name: to_json(json.loads(files[name]) | members)}


TWELVE = own_files(VALUES)
