"""Whole addresses, where a format asks for them: feeds, catalogues and link headers are read away from here."""

from fastapi import Request

from service.settings import Settings

__all__ = ["absolute", "link"]


def absolute(request: Request, path: str) -> str:
    """`path` below the address that the service is known by, or else the one it was asked at."""
    settings: Settings = request.app.state.settings
    base = settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base.rstrip('/')}{path}"


def link(target: str, rel: str, **attributes: str) -> str:
    """One member of a `Link` field (RFC 8288)."""
    more = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{target}>; rel="{rel}"{more}'
