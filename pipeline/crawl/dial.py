"""Connections: where a host's name leads to, and the refusal to go to private addresses.

The address that is checked is the one that is connected to, so a DNS answer that changes in between
(rebinding) or a redirect leads nowhere else.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util.retry import Retry

from pipeline.crawl.failures import PageError

Address = tuple[str, int]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Dialer:
    """Opens sockets, and shuts those on which an answer does not begin in time.

    `connect_to` sends a host's connections elsewhere; URL, Host header and SNI stay. `patience` is the number of
    seconds in which all headers of an answer have to be there: a socket's own timeout only ends silence.
    """

    def __init__(
        self, *, allow_private: bool, patience: float, connect_to: Mapping[str, Address] | None = None
    ) -> None:
        self.allow_private = allow_private
        self.patience = patience
        self.connect_to = dict(connect_to or {})

    def open(self, connection: HTTPConnection) -> socket.socket:
        """A connected socket. Raises PageError for a private address, else urllib3's errors, which are tried again."""
        host, port = self.connect_to.get(connection.host, (connection.host, connection.port))
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
        reason: Exception = OSError("no address")
        for family, kind, protocol, _, address in found:
            self._check(host, str(address[0]))
            try:
                return _connect(family, kind, protocol, address, connection)
            except OSError as error:
                reason = error
        if isinstance(reason, TimeoutError):
            raise ConnectTimeoutError(connection, f"no connection to {host} in {connection.timeout} s") from reason
        raise NewConnectionError(connection, f"no connection to {host}: {reason}") from reason

    @contextmanager
    def waiting(self, connection: HTTPConnection) -> Iterator[None]:
        """While an answer's headers are read: shut the socket, and raise TimeoutError, when it takes too long."""
        late = threading.Event()
        timer = threading.Timer(self.patience, _shut, (connection.sock, late))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if late.is_set():
                raise TimeoutError(f"no headers in {self.patience:g} s")

    def _check(self, host: str, address: str) -> None:
        if not self.allow_private and not _is_public(address.partition("%")[0]):
            raise PageError("private_address", f"{host} leads to the private address {address}")


def _is_public(address: str) -> bool:
    """Whether the address is one of the public Internet; of one that leads to an IPv4 address, whether that is."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return _is_public(str(inner))
        if ip.is_reserved or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast


def _shut(opened: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):  # it is closed already
        opened.shutdown(socket.SHUT_RDWR)


def _connect(family: int, kind: int, protocol: int, address: Any, connection: HTTPConnection) -> socket.socket:
    opened = socket.socket(family, kind, protocol)
    try:
        for option in connection.socket_options or []:
            opened.setsockopt(*option)
        opened.settimeout(connection.timeout)
        opened.connect(address)
    except OSError:
        opened.close()
        raise
    return opened


class DialingAdapter(HTTPAdapter):
    """A requests adapter whose connections are opened by a `Dialer`."""

    def __init__(self, dialer: Dialer, *, retries: Retry, insecure_tls: bool = False) -> None:
        self._dialer = dialer
        self._insecure_tls = insecure_tls
        super().__init__(max_retries=retries, pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Called by requests: give its pool manager the pools that dial through us."""
        if self._insecure_tls:
            kwargs["ssl_context"] = _outdated_tls()
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(self._dialer)


def _pool_classes(dialer: Dialer) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return dialer.open(self)

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            with dialer.waiting(self):
                return super().getresponse()

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return dialer.open(self)

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            with dialer.waiting(self):
                return super().getresponse()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _outdated_tls() -> ssl.SSLContext:
    """What some old portals still need: no check of the certificate, old ciphers and renegotiation."""
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context
