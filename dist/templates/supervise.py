"""Runs a scoring server for as long as standard input stays open.

    python -I supervise.py COMMAND...

However the action ends, the operating system closes the other end of that pipe: then the server
goes too, with every process that it started. All that the server prints goes to standard error;
standard output gets one line of JSON at the end, {"peak": bytes}: the memory of its largest
process, or null where that is not known.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading

# A cancelled job leaves an action 7.5 seconds: https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation
PATIENCE = 3.0


class Supervisor:
    """A command and everything that it starts."""

    def __init__(self, command: list[str]) -> None:
        """Start the command, in a session of its own."""
        self.killed = False
        self.child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=sys.platform != "win32",
        )

    def watch(self) -> None:
        """Wait until standard input is closed, then end the command: politely, then for good."""
        while os.read(0, 1024):
            pass
        if sys.platform != "win32":
            # gunicorn waits for its workers, and only of those is the memory known.
            self.child.terminate()
            try:
                self.child.wait(PATIENCE)
                return
            except subprocess.TimeoutExpired:
                self.killed = True
        self.kill()

    def kill(self) -> None:
        """End every process that is left."""
        if sys.platform == "win32":
            command = ["taskkill", "/T", "/F", "/PID", str(self.child.pid)]
            subprocess.run(command, capture_output=True, check=False)
            return
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def run(self) -> int:
        """Wait for the command to end; its exit code."""
        threading.Thread(target=self.watch, daemon=True).start()
        code = self.child.wait()
        if sys.platform != "win32":
            self.kill()
        return code if code >= 0 else 128 - code

    def peak(self) -> int | None:
        """Bytes that the largest process took at its peak."""
        if sys.platform == "win32" or self.killed:
            return None
        import resource  # not on Windows

        size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        # getrusage(2): kilobytes; macOS counts bytes.
        return size if sys.platform == "darwin" else size * 1024


def main() -> None:
    """Run the command of the arguments and report."""
    supervisor = Supervisor(sys.argv[1:])
    code = supervisor.run()
    print(json.dumps({"peak": supervisor.peak()}), flush=True)
    # Not sys.exit, which would wait for the thread that still reads.
    os._exit(code)


if __name__ == "__main__":
    main()
