"""The command line ``random-inspection``, for an office that has spreadsheets and no developer."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the entry point of the script ``random-inspection``."""
    try:
        from random_inspection.cli.app import run  # noqa: PLC0415  (click is an optional dependency)
    except ImportError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.exit(f'the command line needs the package {error.name}: pip install "random-inspection[cli]"')
    sys.exit(run(sys.argv[1:]))
