"""Sample sites over real HTTP: a folder of virtual hosts, served on 127.0.0.1 for as long as it is needed."""

import mimetypes
import threading
from email.utils import formatdate
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
# A year of seconds after 1 January 2020: the days that the content's digest is mapped to.
_FIRST_CHANGE = 1577836800
_CHANGES = 365 * 24 * 3600


class LoopbackSites:
    """Serves `folder/<host>/…` as the site `http://<host>/…`: a context manager.

    A path that ends in `/` is its `index.html`; what is no file is 404. ETag and Last-Modified depend on the
    content alone. `connect_to` says where each host is served: the argument of that name of `Crawl`.
    """

    def __init__(self, folder: Path) -> None:
        hosts = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
        self._server = _Server(folder.resolve())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sites", daemon=True)
        address = ("127.0.0.1", self._server.server_port)
        self.connect_to: dict[str, tuple[str, int]] = dict.fromkeys(hosts, address)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        file = self._file()
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"Not Found\n", with_body)
            return
        body = file.read_bytes()
        headers = _validators(body)
        if self.headers.get("If-None-Match") == headers["ETag"]:
            self._send(HTTPStatus.NOT_MODIFIED, headers, b"", with_body=False)
            return
        headers["Content-Type"] = _type_of(file)
        self._send(HTTPStatus.OK, headers, body, with_body)

    def _file(self) -> Path | None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        path = unquote(urlsplit(self.path).path)
        if "\0" in path:
            return None
        site = self.server.folder / host
        file = (site / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).resolve()
        inside = host and site.parent == self.server.folder and file.is_relative_to(site)
        return file if inside and file.is_file() else None

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes, with_body: bool) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the crawl's own report says what happened."""


def _validators(body: bytes) -> dict[str, str]:
    digest = sha256(body).hexdigest()
    changed = _FIRST_CHANGE + int(digest[:8], 16) % _CHANGES
    return {"ETag": f'"{digest[:16]}"', "Last-Modified": formatdate(changed, usegmt=True)}


def _type_of(file: Path) -> str:
    known = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0]
    return known or "application/octet-stream"
