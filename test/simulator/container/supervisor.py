"""Runs a command for as long as standard input stays open.

However the simulator ends, the operating system closes the other end of that pipe: then the
command goes too, with every process that it started.
"""

import os
import signal
import subprocess
import sys
import threading

WINDOWS = sys.platform == "win32"

child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=not WINDOWS)


def end_all() -> None:
    """End the command and whatever it started."""
    if WINDOWS:
        command = ["taskkill", "/T", "/F", "/PID", str(child.pid)]
        subprocess.run(command, capture_output=True, check=False)
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def watch() -> None:
    """Wait until nobody holds the other end of standard input."""
    while os.read(0, 1024):
        pass
    end_all()


threading.Thread(target=watch, daemon=True).start()
code = child.wait()
if not WINDOWS:
    end_all()  # workers that outlived their master
os._exit(code if code >= 0 else 128 - code)
