"""A wire between browser and server that can be cut: no network as a device meets it, for its workers too."""

from __future__ import annotations

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHUNK = 65536
LOOK_AGAIN_SECONDS = 0.05


class Wire(socketserver.ThreadingTCPServer):
    """Carries bytes to a port of this machine as long as it is whole."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.far_port = port
        self.is_cut = False
        self.url = f"http://localhost:{self.server_address[1]}"

    def cut(self) -> None:
        """Let every connection end and none succeed."""
        self.is_cut = True

    def mend(self) -> None:
        """Carry again."""
        self.is_cut = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke: that is what a wire is for."""


class _Connection(socketserver.BaseRequestHandler):
    server: Wire

    def handle(self) -> None:
        if self.server.is_cut:
            return
        with socket.create_connection(("localhost", self.server.far_port)) as far:
            other = {self.request: far, far: self.request}
            while not self.server.is_cut:
                for end in select.select(list(other), [], [], LOOK_AGAIN_SECONDS)[0]:
                    said = end.recv(CHUNK)
                    if not said:
                        return
                    other[end].sendall(said)


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """Lay a wire to this port for as long as the block lasts."""
    with Wire(port) as wire:
        carrying = threading.Thread(target=wire.serve_forever, kwargs={"poll_interval": LOOK_AGAIN_SECONDS})
        carrying.start()
        try:
            yield wire
        finally:
            wire.cut()
            wire.shutdown()
            carrying.join()
