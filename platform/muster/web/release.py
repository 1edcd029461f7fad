"""Static files under `/assets/<release>/`, where the release is a hash of everything in them."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from muster.web.paths import DEV, STATIC

FOREVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".tsv"}
# Served as one file, so that the look of a page costs one request; written as one a component.
BUNDLE = "css/muster.css"
BUNDLED = (
    "css/tokens.css",
    "css/base.css",
    "css/shell.css",
    "css/market.css",
    "css/desk.css",
    "css/forms.css",
    "css/components.css",
    "css/account.css",
    "css/seats.css",
    "css/inquiry.css",
    "css/files.css",
    "css/wall.css",
    "css/closing.css",
    "css/my-day.css",
    "css/bulletins.css",
    "css/coaching.css",
    "css/timeline.css",
    "css/board.css",
    "css/arrivals.css",
    "css/adviser.css",
    "css/standby.css",
)

blueprint = Blueprint("assets", __name__)


class Release:
    """What is served, read once and kept (each time again with `reread`)."""

    def __init__(self, root: Path, *, reread: bool) -> None:
        self.root = root
        self.reread = reread
        self.name = self._digest()
        self._bodies: dict[tuple[str, bool], bytes] = {}

    def url(self, path: str) -> str:
        """The address of `path` below `static` in this release."""
        return f"/assets/{self.name}/{path}"

    def body(self, path: str, *, compressed: bool) -> bytes:
        """The file's content, gzipped if `compressed`. Raises FileNotFoundError."""
        if self.reread:
            return _squeeze(self._read(path), compressed=compressed)
        key = (path, compressed)
        if key not in self._bodies:
            self._bodies[key] = _squeeze(self._read(path), compressed=compressed)
        return self._bodies[key]

    def _read(self, path: str) -> bytes:
        if path == BUNDLE:
            return b"\n".join((self.root / part).read_bytes() for part in BUNDLED)
        target = (self.root / path).resolve()
        if not target.is_file() or not target.is_relative_to(self.root) or _hidden(target):
            raise FileNotFoundError(path)
        return target.read_bytes()

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for path in _served(self.root):
            digest.update(str(path.relative_to(self.root)).encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]


def _served(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not _hidden(path))


def _hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.is_relative_to(DEV)


def _squeeze(content: bytes, *, compressed: bool) -> bytes:
    return gzip.compress(content, 9, mtime=0) if compressed else content


@blueprint.get("/assets/<release>/<path:path>")
def show(release: str, path: str) -> AnyResponse:
    """A static file; kept for ever by the browser while the address names today's release."""
    current = release_of(current_app)
    suffix = Path(path).suffix
    compressed = suffix in COMPRESSIBLE and bool(request.accept_encodings["gzip"])
    try:
        body = current.body(path, compressed=compressed)
    except FileNotFoundError:
        abort(404)
    kind = "font/woff2" if suffix == ".woff2" else mimetypes.guess_type(path)[0]
    response = Response(body, content_type=_with_charset(kind or "application/octet-stream"))
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    # A page of the release before asks under an old name: give today's file, keep it not.
    fresh = release == current.name and not current.reread
    response.headers["Cache-Control"] = FOREVER if fresh else "no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.set_etag(hashlib.sha256(body).hexdigest()[:20])
    return response.make_conditional(request)


def _with_charset(kind: str) -> str:
    textual = kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}
    return f"{kind}; charset=utf-8" if textual else kind


def release_of(app: Flask) -> Release:
    """The release that `app` serves."""
    release: Release = app.extensions["muster.web.release"]
    return release


def init_app(app: Flask, *, reread: bool) -> None:
    """Serve the static files and give templates `asset('js/app.js')`."""
    release = Release(STATIC.resolve(), reread=reread)
    app.extensions["muster.web.release"] = release
    app.register_blueprint(blueprint)
    app.add_template_global(release.url, "asset")
    app.jinja_env.globals["release"] = release.name
