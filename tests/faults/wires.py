"""What stands between the processes: a mail server that refuses on demand, and a wire that can be cut.

Both run in one event loop in a thread of the test's process. A mail counts as delivered from the moment before the mail
server says yes.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(\S+)")
_SUBJECT = re.compile(rb"(?im)^subject:\s*(.*?)\r?$")


@dataclass
class Delivered:
    """One mail the mail server took."""

    message_id: str
    recipient: str
    subject: str
    at: float
    content: bytes


@dataclass
class MailServer:
    """Speaks enough SMTP. `mode`: ok, later (451), hang (never answers), drop (takes the mail and hangs up)."""

    mode: str = "ok"
    delay_seconds: float = 0
    port: int = 0
    mails: list[Delivered] = field(default_factory=list)
    dropped: int = 0

    def reset(self) -> None:
        """Forget the mails and be well."""
        self.mails.clear()
        self.mode, self.delay_seconds, self.dropped = "ok", 0, 0

    def ids(self) -> Counter[str]:
        """Return how often each mail came."""
        return Counter(mail.message_id for mail in self.mails)

    def duplicates(self) -> int:
        """Return how many mails came more than once, each repeat counted."""
        return sum(times - 1 for times in self.ids().values())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk with one client."""

        async def say(words: str) -> None:
            writer.write(f"{words}\r\n".encode())
            await writer.drain()

        recipient = ""
        await say("220 faults")
        while line := await reader.readline():
            command = line.decode("latin1").strip()
            verb = command.upper()[:4]
            if verb in {"EHLO", "HELO", "RSET", "NOOP", "MAIL"}:
                await say("250 ok")
            elif verb == "RCPT":
                recipient = command[8:].strip("<> ")
                await say("250 ok")
            elif verb == "DATA":
                await say("354 go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                if not await self._take(content, recipient, say):
                    return
            else:
                await say("221 bye")
                return

    async def _take(self, content: bytes, recipient: str, say: Any) -> bool:
        if self.mode == "later":
            await say("451 4.3.0 try again later")
            return True
        if self.mode == "hang":
            await asyncio.sleep(3600)
        message_id, subject = _MESSAGE_ID.search(content), _SUBJECT.search(content)
        assert message_id, content
        self.mails.append(
            Delivered(
                message_id[1].decode(),
                recipient,
                subject[1].decode() if subject else "",
                asyncio.get_running_loop().time(),
                content,
            )
        )
        if self.mode == "drop":
            self.dropped += 1
            return False
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        await say("250 queued")
        return True


@dataclass
class Wire:
    """Passes bytes on to a server. `mode`: ok, down (refuses and hangs up), hang (takes and passes nothing)."""

    target: Any
    mode: str = "ok"
    port: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self, loop: asyncio.AbstractEventLoop) -> None:
        """Refuse from now on, and hang up on everybody."""
        self.mode = "down"
        loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in list(self._open)])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join one client and the server."""
        if self.mode == "down":
            writer.transport.abort()
            return
        while self.mode == "hang":  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.05)
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target())
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, there_writer}
        try:
            await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        finally:
            self._open -= {writer, there_writer}

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await source.read(65536):
                while self.mode == "hang":  # noqa: ASYNC110 - set by another thread
                    await asyncio.sleep(0.05)
                target.write(part)
                await target.drain()
        target.close()


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self.loop.run_forever, name="wires", daemon=True)
        self._thread.start()

    def listen(self, serve: Any) -> int:
        """Serve on a free port and return it."""

        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await serve(reader, writer)
            writer.close()

        async def start() -> int:
            server = await asyncio.start_server(guarded, "127.0.0.1", 0, limit=2**22)
            self._servers.append(server)
            return int(server.sockets[0].getsockname()[1])

        return self._wait_for(start())

    def _wait_for(self, coroutine: Coroutine[Any, Any, int]) -> int:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout=20)

    def stop(self) -> None:
        """End everything."""

        async def end() -> int:
            for server in self._servers:
                server.close()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return 0

        self._wait_for(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(timeout=20)
        self.loop.close()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running_loop() -> Iterator[Loop]:
    """Run an event loop for as long as the block lasts."""
    loop = Loop()
    try:
        yield loop
    finally:
        loop.stop()
