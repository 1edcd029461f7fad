"""Security headers on every response."""

from __future__ import annotations

from flask import Flask, Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
TWO_YEARS_SECONDS = 63_072_000


def init_app(app: Flask, *, secure: bool) -> None:
    """Add the headers to each response; one that a view has set itself stays as it is."""
    headers = dict(HEADERS)
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS_SECONDS}; includeSubDomains"

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            if name not in response.headers:
                response.headers.add(name, value)
        return response
