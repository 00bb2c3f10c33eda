"""The codes of messages, by which a host shows its own words."""

import ast
from collections import defaultdict
from pathlib import Path

import random_inspection


def test_every_message_has_a_code_of_its_own() -> None:
    """No code stands for two different messages anywhere in the package."""
    places = defaultdict(list)
    for file in Path(random_inspection.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                code = node.args[0]
                assert isinstance(code, ast.Constant)
                places[code.value].append(f"{file.name}:{node.lineno}")
    assert {code: found for code, found in places.items() if len(found) > 1} == {}
    assert len(places) > 100
