"""Recompute a random draw, with nothing but Python 3.11 and the page `rid-1` (随机抽查结果核验).

    python verify_as_citizen.py FOLDER [--announcement-digest HEX]

FOLDER is a bundle (`public/`, perhaps `sealed/`), or holds the public files itself. Written from the page alone
and in its order, sharing no line with the package: that two programs written apart agree is evidence.
Exit status: 0 nothing failed, 1 something failed, 2 something could not be read.
"""

import argparse
import hashlib
import io
import json
import re
import sys
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import count, pairwise, zip_longest
from math import ceil, floor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Row = dict[str, Any]
FILES = ("announcement.json", "frame.csv", "struck.csv", "inspectors.json", "result.json", "changes.json")


class FormatError(ValueError):
    """Something is not as the page demands."""


class OpenError(Exception):
    """Something cannot be checked with what is at hand."""


def need(holds: object, otherwise: str) -> None:
    """Refuse, with these words, what does not hold."""
    if not holds:
        raise FormatError(otherwise)


def same(expected: Any, found: Any, where: str = "") -> None:
    """Refuse what is not expected, down to the first row of a list that differs."""
    if isinstance(expected, list) and isinstance(found, list):
        for number, (wanted, got) in enumerate(zip_longest(expected, found)):
            same(wanted, got, f"{where}row {number}: ")
    need(expected == found, f"{where}expected {short(expected)}, found {short(found)}")


def short(value: Any) -> str:
    """Show a value on one line; repr, because a file must not be able to write to the terminal."""
    return "nothing" if value is None else repr(value)[:300]


# ---- Conventions


def h(digest: str, x: str | bytes) -> str:
    """H(x) of the page."""
    return hashlib.new(digest, x.encode() if isinstance(x, str) else x).hexdigest()


def canonical(value: Any) -> str:
    """Write a value by RFC 8785: json escapes in a string, without ensure_ascii, just what the RFC does."""
    if isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**53):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{','.join(map(canonical, value))}]"
    if isinstance(value, dict) and "".join(value).isascii():  # so code points order as UTF-16 units do
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in sorted(value)) + "}"
    raise FormatError(f"{short(value)} is not canonical: a string, integer, boolean, list or object")


def parse(file: bytes) -> Any:
    """Read canonical JSON; a member that comes twice, a space, another order: all differ when written again."""
    value = json.loads(file.decode())
    again = (canonical(value) + "\n").encode()
    at = next((n for n, (a, b) in enumerate(zip_longest(again, file)) if a != b), 0)
    need(again == file, f"not canonical at byte {at}: expected {again[at:][:20]!r}, found {file[at:][:20]!r}")
    return value


def table(file: bytes, header: str, value_form: Any) -> dict[str, str]:
    """Read a CSV file of two columns, ordered by its identifiers, none of which comes twice."""
    first, *lines = file.decode().split("\n")
    same(header, first, "header: ")
    need(lines and lines.pop() == "", "expected a line feed at the end")
    rows = [line.partition(",")[::2] for line in lines]
    for number, (name, value) in enumerate(rows, 2):
        shape(name, identifier, f"line {number}")
        shape(value, value_form, f"line {number}")
    need(all(a[0] < b[0] for a, b in pairwise(rows)), "expected identifiers in ascending order")
    return dict(rows)


def identifier(v: Any) -> bool:
    """Tell whether this is an identifier."""
    if not isinstance(v, str) or not re.fullmatch('[^,"]{1,128}', v, re.DOTALL) or v.strip(" ") != v:
        return False
    kinds = {unicodedata.category(char) for char in v.replace(" ", "")}
    nonchar = any(ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef" for char in v)  # noqa: PLR2004 - Unicode
    return unicodedata.is_normalized("NFC", v) and not (nonchar or kinds & {*"Cc Cf Cs Co Zl Zp Zs".split()})


def pattern(v: Any) -> bool:
    r"""Tell whether this uses literals, ., \d, classes, groups, alternation and quantifiers only."""
    escaped = r"\\[d !-/:-@\[-`{-~]"
    atom = rf"[^\\\[\](){{}}|*+?.^$]|{escaped}|\.|\[\^?(?:[^\\\[\]]|{escaped})+\]|\)"
    syntax = rf"(?:(?:{atom})(?:[*+?]|\{{\d+(?:,\d*)?\}})?|\((?!\?)|\|)*"
    if isinstance(v, str) and re.fullmatch(syntax, v, re.ASCII):
        with warnings.catch_warnings(action="error"):  # of Python, about what other readers read differently
            return bool(re.compile(v, re.ASCII))
    return False


def fraction(v: Any) -> Fraction:
    """Read a fraction exactly."""
    found = re.fullmatch(r"([0-9]+/0*[1-9][0-9]*)|([0-9]+(?:\.[0-9]+)?)(%?)", v)
    if not found:
        raise FormatError(f"expected a fraction, found {short(v)}")
    return Fraction(found[1] or found[2]) / (100 if found[3] else 1)


def shape(value: Any, form: Any, where: str, *, more: bool = False) -> None:
    """Refuse a value without this form: a type, a test, a regular expression, or a list or object of forms.

    A member whose name ends in "?" may be absent; `more` lets members pass that the form does not name.
    """
    if isinstance(form, dict) and isinstance(value, dict):
        missing = [name for name in form if not name.endswith("?") and name not in value]
        unknown = [] if more else sorted(value.keys() - {name.rstrip("?") for name in form})
        need(not missing and not unknown, f"{where}: missing {missing}, unknown {unknown}")
        for name in value.keys() & {name.rstrip("?") for name in form}:
            shape(value[name], form.get(name, form.get(name + "?")), f"{where}.{name}", more=more)
    elif isinstance(form, list) and isinstance(value, list):
        for number, item in enumerate(value):
            shape(item, form[0], f"{where}[{number}]", more=more)
    elif form is int:
        need(type(value) is int and value >= 0, f"{where}: expected an integer from 0, found {short(value)}")
    elif isinstance(form, re.Pattern):
        good = isinstance(value, str) and form.fullmatch(value)
        need(good, f"{where}: expected text like {form.pattern}, found {short(value)}")
    else:
        good = callable(form) and form(value)
        need(good, f"{where}: expected {getattr(form, '__name__', 'another type')}, found {short(value)}")


# ---- 1. Announcement

TEXT, LINE, REASON = re.compile(r"(?s).*\S.*"), re.compile(r"[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]*"), ...
