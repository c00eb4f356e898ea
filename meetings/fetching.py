"""Fetching a calendar from an address that a person typed, without becoming their way into our network.

Only https on its own port; the name is resolved once, every address behind it must be public, and the connection goes to
the address that was checked, so that a name that answers differently a moment later changes nothing. Each redirect is
checked in the same way. What is fetched has a size and a time that it may not exceed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 10.0
MOST_REDIRECTS = 3
HTTPS_PORT = 443
_CHUNK = 64 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}


class Unreachable(Refused):
    """The address may not be asked, or does not give a calendar."""


def is_public(address: str) -> bool:
    """May our server connect there? Private, local, shared, reserved and multicast addresses may not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def tidied(address: str) -> str:
    """Take the address as a person typed it; `webcal://` means https.

    Raises:
        Unreachable: it is no https address on the usual port.
    """
    address = address.strip()
    if address.lower().startswith("webcal://"):
        address = "https://" + address[len("webcal://") :]
    _checked(address)
    return address


def fetch(address: str) -> bytes:
    """Return what an https address gives, following at most three redirects.

    Raises:
        Unreachable: in words for the person who typed the address.
    """
    deadline = monotonic() + MOST_SECONDS
    for _attempt in range(MOST_REDIRECTS + 1):
        answer = _ask(_checked(address), deadline)
        if answer.redirect is None:
            return answer.content
        address = urljoin(address, answer.redirect)
    raise Unreachable(_("This address leads on and on to others."))


@dataclass(frozen=True)
class _Answer:
    content: bytes = b""
    redirect: str | None = None


class _PinnedConnection(http.client.HTTPSConnection):
    """Speaks TLS with the named host at the address that was checked."""

    def __init__(self, host: str, ip: str, *, timeout: float) -> None:
        self._context_of_ours = ssl.create_default_context()
        super().__init__(host, HTTPS_PORT, timeout=timeout, context=self._context_of_ours)
        self._ip = ip

    def connect(self) -> None:
        """Connect to the checked address, and prove the name by its certificate."""
        plain = socket.create_connection((self._ip, HTTPS_PORT), self.timeout)
        self.sock = self._context_of_ours.wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Unreachable(_("This is not an address.")) from error
    if parts.scheme != "https" or not parts.hostname or port not in {None, HTTPS_PORT}:
        raise Unreachable(_("Give an address that begins with https://."))
    if parts.username or parts.password or any(ord(sign) <= 32 or ord(sign) == 127 for sign in address):
        raise Unreachable(_("This is not an address that can be read."))
    return parts


def _resolved(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("There is no server of that name.")) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise Unreachable(_("This address lies inside a private network, where we do not read."))
    return addresses[0]


def _ask(parts: SplitResult, deadline: float, connect: Callable[..., _PinnedConnection] = _PinnedConnection) -> _Answer:
    host = str(parts.hostname)
    ip = _resolved(host)
    left = deadline - monotonic()
    if left <= 0:
        raise Unreachable(_("The server took too long to answer."))
    connection = connect(host, ip, timeout=left)
    clock = Timer(left, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Accept": "text/calendar", "User-Agent": "Mentorship-free-busy/1"})
        response = connection.getresponse()
        if response.status in _REDIRECTS:
            return _Answer(redirect=response.headers.get("Location", ""))
        if response.status != http.HTTPStatus.OK:
            raise Unreachable(_("The server answered with %(status)d.") % {"status": response.status})
        return _Answer(content=_read(response, deadline))
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        words = (
            _("The server took too long to answer.")
            if monotonic() >= deadline
            else _("The server could not be reached safely.")
        )
        raise Unreachable(words) from error
    finally:
        clock.cancel()
        connection.close()


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    content = bytearray()
    while chunk := response.read(_CHUNK):
        content += chunk
        if len(content) > MOST_BYTES:
            raise Unreachable(_("This calendar is too large to be read."))
        if monotonic() >= deadline:
            raise Unreachable(_("The server took too long to answer."))
    if monotonic() >= deadline:
        raise Unreachable(_("The server took too long to answer."))
    return bytes(content)
