"""What a running process uses, as the kernel counts it. Linux only, as the virtual readers are."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """CPU time, and how often a thread of the process was woken or put to sleep."""

    cpu_ms: float
    switches: int


def find_process(*words: str, **environ: str) -> int:
    """Return the process whose command line has all these words, with those variables set.

    :raises SystemExit: when there is not exactly one.
    """
    found = [pid for pid in _pids() if _is(pid, words, environ)]
    if len(found) != 1:
        raise SystemExit(f"{len(found)} processes have {words} in their command line")
    return found[0]


def usage_of(pid: int) -> Usage:
    """Return what a process and all its threads have used so far."""
    cpu_ns, switches = 0, 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        cpu_ns += int((task / "schedstat").read_text().split()[0])
        for line in (task / "status").read_text().splitlines():
            if line.startswith(("voluntary_ctxt", "nonvoluntary_ctxt")):
                switches += int(line.split()[1])
    return Usage(cpu_ns / 1_000_000, switches)


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _is(pid: int, words: tuple[str, ...], environ: dict[str, str]) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except (OSError, ValueError):
        # Ended meanwhile, or not ours.
        return False
    wanted = [f"{name}={value}".encode() for name, value in environ.items()]
    return all(word in line for word in words) and all(variable in variables for variable in wanted)
