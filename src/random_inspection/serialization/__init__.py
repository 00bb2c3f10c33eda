"""Values to files and back: canonical JSON, the two-column tables, and hooks for a host's own cattrs converter.

Reading is strict: what would not be written again byte by byte is refused, with every finding and its place.
"""

from random_inspection.proofs.canonical import MAX_DEPTH
from random_inspection.serialization.converters import SCHEMA_VERSION, configure_converter, make_converter
from random_inspection.serialization.files import read_announcement, read_change, read_result, read_roster, to_json
from random_inspection.serialization.pairs import frame_bytes, read_frame, read_struck, struck_bytes

__all__ = [
    "MAX_DEPTH",
    "SCHEMA_VERSION",
    "configure_converter",
    "frame_bytes",
    "make_converter",
    "read_announcement",
    "read_change",
    "read_frame",
    "read_result",
    "read_roster",
    "read_struck",
    "struck_bytes",
    "to_json",
]
