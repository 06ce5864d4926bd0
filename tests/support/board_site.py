"""Run by Review Board's own Python, never by ours: set a site up, or serve it on loopback.

    python board_site.py SITE setup REPOSITORY LOGIN…      accounts with password = login, one repository
    python board_site.py SITE serve                        prints the port
"""

# Its packages are there only once the site is known, and never for the type checker.
# ruff: noqa: ANN001, ANN202, PLC0415, T201
# mypy: ignore-errors

import mimetypes
import os
import sys
from pathlib import Path


def start(site: Path) -> None:
    os.environ["REVIEWBOARD_SITEDIR"] = str(site)
    os.environ["HOME"] = str(site / "data")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewboard.settings")
    sys.path.insert(0, str(site / "conf"))


def set_up(repository: str, logins: list[str]) -> None:
    from reviewboard import initialize

    initialize()
    from django.contrib.auth.models import User
    from reviewboard.scmtools.models import Repository, Tool

    for login in logins:
        User.objects.create_user(login, f"{login}@banbueng.example.com", login)
    tool = Tool.objects.get(name="Git")
    Repository.objects.create(name="disclosure", path=repository, tool=tool, public=True)


def serve(site: Path) -> None:
    import waitress
    from reviewboard import initialize

    initialize()
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def with_files(environ, respond):
        root = site / "htdocs"
        path = environ["PATH_INFO"].lstrip("/")
        file = root / path
        if path.startswith(("static/", "media/")) and ".." not in file.parts and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            respond("200 OK", [("Content-Type", kind), ("Content-Length", str(file.stat().st_size))])
            return [file.read_bytes()]
        return application(environ, respond)

    server = waitress.create_server(with_files, host="127.0.0.1", port=0, threads=1)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    place = Path(sys.argv[1]).resolve()
    start(place)
    if sys.argv[2] == "setup":
        set_up(sys.argv[3], sys.argv[4:])
    else:
        serve(place)
