"""Reads an address as the public does."""

from __future__ import annotations

import urllib.error
import urllib.request
from http import HTTPStatus
from http.client import HTTPException

from random_inspection.errors import Message, PublicationFailed, Where

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)

NOT_HTTP = Message(
    "site-not-http", "found {found!r}, expected an address with http or https", "应为http或https网址，实为 {found!r}"
)
UNREACHABLE = Message(
    "site-unreachable",
    "nobody could read {address} ({why}); see to the web server, and look again",
    "无法访问 {address}（{why}）；请检查网站服务后重新核对",
)


def read_address(address: str, timeout: float = 20.0) -> bytes | None:
    """Return what the public reads at an address; None where nothing stands there.

    Args:
        address: an http or https address.
        timeout: how long to wait for an answer, in seconds.

    Raises:
        PublicationFailed: the server cannot be reached, or answers with an error.
    """
    if not address.startswith(("http://", "https://")):
        raise PublicationFailed(NOT_HTTP.at(Where(path="address"), found=address))
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:  # noqa: S310  (the scheme was looked at)
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            if error.code in _GONE:
                return None
        raise PublicationFailed(UNREACHABLE.at(address=address, why=error.code)) from error
    except (OSError, ValueError, HTTPException) as error:
        raise PublicationFailed(UNREACHABLE.at(address=address, why=error)) from error
