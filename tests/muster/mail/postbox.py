"""A mail server that people could have: it takes mail, or refuses it, over a real socket."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast


@dataclass
class Postbox:
    """What arrived, and how the server answers: by command, a whole reply line."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    greeting: str = "220 ready"
    raw: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        return [cast(EmailMessage, message_from_bytes(each, policy=SMTP)) for each in self.raw]


class Talk(socketserver.StreamRequestHandler):
    """One client's conversation, just as much of RFC 5321 as a client needs."""

    def handle(self) -> None:
        postbox: Postbox = self.server.postbox  # type: ignore[attr-defined] # set below
        self.say(postbox.greeting)
        for line in iter(self.rfile.readline, b""):
            command = line.decode().strip()
            verb = command[:4].upper()
            postbox.commands.append(command)
            if verb == "DATA" and "DATA" not in postbox.answers:
                self.say("354 go on")
                postbox.raw.append(self.content())
            self.say(postbox.answers.get(verb, "221 bye" if verb == "QUIT" else "250 fine"))
            if verb == "QUIT":
                return

    def content(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line.removeprefix(b".") for line in lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """A running mail server on a free port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        postbox = Postbox(port=server.server_address[1])
        server.postbox = postbox  # type: ignore[attr-defined] # for its handlers
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield postbox
        server.shutdown()
        thread.join()
