"""The command line ``random-inspection``, for an office that has spreadsheets and no developer."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; the entry point of the script ``random-inspection``."""
    try:
        from random_inspection.cli.app import run  # noqa: PLC0415  (click is an optional dependency)

        status = run(sys.argv[1:])
    except ImportError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.exit(f'the command line needs the package {error.name}; in the folder of the sources: pip install ".[cli]"')
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; run the command again.  已中断；可重新运行该命令。\n")
        status = INTERRUPTED
    sys.exit(status)
