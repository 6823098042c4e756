"""A door of a network: TCP passed on to another port of this machine, until it is cut."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Final

_LOOPBACK: Final = "127.0.0.1"


class Door:
    """Listens on `port` and passes on to `target`; whoever comes through may be cut off."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listening = socket.create_server((_LOOPBACK, 0))
        self.port: int = self._listening.getsockname()[1]
        self._there, self._back = Event(), Event()
        self._there.set()
        self._back.set()
        self._turn = Lock()
        self._open: set[socket.socket] = set()
        self._closed = False
        Thread(target=self._accept, daemon=True).start()

    def cut(self, *, answers_only: bool = False) -> None:
        """Pass on nothing more. Bytes wait, as those of a lost packet would.

        `answers_only`: what is asked still arrives and is done; nobody hears of it.
        """
        self._back.clear()
        if not answers_only:
            self._there.clear()

    def mend(self, *, reset: bool) -> None:
        """Pass on again; with `reset`, whoever was connected is cut off for good."""
        if reset:
            self._reset()
        self._back.set()
        self._there.set()

    def close(self) -> None:
        """Shut it for good."""
        self._closed = True
        self._listening.close()
        self.mend(reset=True)

    def _reset(self) -> None:
        with self._turn:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        try:
            self._there.wait()
            far = socket.create_connection((_LOOPBACK, self._target), timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        with self._turn:
            self._open |= {near, far}
        back = Thread(target=self._pass, args=(far, near, self._back), daemon=True)
        back.start()
        self._pass(near, far, self._there)
        back.join()
        with self._turn:
            self._open -= {near, far}
        near.close()
        far.close()

    def _pass(self, source: socket.socket, sink: socket.socket, way: Event) -> None:
        with suppress(OSError):
            while told := source.recv(65_536):
                way.wait()
                sink.sendall(told)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
