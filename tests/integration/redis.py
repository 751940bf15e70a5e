"""A private Redis on loopback that can be killed, paused, started again and made slow."""
import signal
import socket
import threading
import time

from workspace import free_port, listens, need_program, poll


class Redis:
    """What was written outlives kill(), as with any Redis that keeps a log."""

    def __init__(self, workspace):
        self.workspace, self.port = workspace, free_port()
        self.dir = workspace.folder("redis")
        self.start()

    def start(self):
        self.process = self.workspace.start(
            [need_program("redis-server"), "--bind", "127.0.0.1", "--port", self.port, "--dir", self.dir,
             "--save", "", "--appendonly", "yes", "--appendfsync", "always"], "redis/log")
        poll("Redis to listen", lambda: listens(self.port))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)


class SlowWay:
    """A way to a port that takes `delay` seconds for each piece in either direction."""

    def __init__(self, target):
        self.target, self.delay = target, 0.0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            far = socket.create_connection(("127.0.0.1", self.target))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source, sink):
        try:
            while piece := source.recv(65536):
                time.sleep(self.delay)
                sink.sendall(piece)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
