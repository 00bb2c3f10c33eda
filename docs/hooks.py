"""Puts what pages link to above `docs/` into the built site."""

# ruff: noqa: INP001  (no package: mkdocs finds this file by its path)
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

VERIFIERS = ("examples/verify_as_citizen.py", "examples/verify_record_as_citizen.py")


def on_files(files: Files, config: Any) -> Files:
    """Add the verifiers of one file each."""
    for name in VERIFIERS:
        files.append(File.generated(config, name, abs_src_path=str(Path(__file__).parents[1] / name)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let the links to it, which are right in the sources, be right in the site, too."""
    up = "../" * page.file.src_uri.count("/")
    for name in VERIFIERS:
        markdown = markdown.replace(f"({up}../{name})", f"({up}{name})")
    return markdown
