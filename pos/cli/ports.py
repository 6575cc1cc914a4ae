"""Is a port of this machine ours? The one place that opens it.

Rule: a port is listened on before anything is said of it, so no other program's is taken for ours.
"""

import errno
import socket

from click import ClickException

HOST = "127.0.0.1"
# As many tills, tablets and agents as may knock while a server starts.
BACKLOG = 128


def open_port(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine, for this machine only.

    :raises ClickException: when the port is taken, or may not be opened.
    """
    listening = socket.socket()
    # A port that was just given back is free.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        is_taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = "is taken" if is_taken else f"cannot be served ({error})"
        raise ClickException(f"port {port} {why}; PORT chooses another") from error
    return listening
