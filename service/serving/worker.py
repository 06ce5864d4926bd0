"""`python -m service.serving.worker CONTROL SOCKET…`: one of those that answer; it reads, and follows nothing."""

import socket
import sys

from service.app import create_app
from service.serving import logs
from service.serving.children import Parent
from service.serving.hosts import Hosts
from service.serving.plan import Plan
from service.serving.server import make_server


def main() -> None:
    """Answer until told to stop, or until the parent is gone."""
    control, *listening = map(int, sys.argv[1:])
    parent = Parent(control)
    task = parent.listen()
    logs.set_up(task["log_format"])
    plan = Plan.of_json(task["places"]).without_keys()
    app = Hosts(plan.places, create_app) if plan.is_hosted else create_app(plan.places[""])
    server = make_server(app, parent.say_ready)
    parent.watch()
    server.run([socket.socket(fileno=descriptor) for descriptor in listening])


if __name__ == "__main__":
    main()
