"""The floor under a sale: the same rows with the same triggers, committed with nothing around them.

Rule: the rows are those of a real order, read back from the books and written again under other keys.
"""

import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.postgresql import programs

# In the order in which a sale writes them; each with the columns that hold the order's key.
TABLES = {
    "order_lines": ("order_id",),
    "order_tenders": ("order_id",),
    "postings": ("entry_id",),
    "entries": ("id", "order_id"),
    "print_jobs": ("order_id",),
    "orders": ("id",),
    "portion_movements": ("reference",),
}
OWN_IDS = {"postings": "id", "portion_movements": "id"}


def sqlite_commits(path: Path, order_id: str, seconds: float) -> list[float]:
    """Commit copies of an order's rows for so long on plain sqlite3; return the times in ms."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.row_factory = sqlite3.Row
    rows = {table: _rows_of(connection, table, keys[0], order_id) for table, keys in TABLES.items()}
    statements = {table: _insert(table, rows[table][0]) for table in TABLES}
    chain = rows["entries"][0]["chain_code"]
    head = connection.execute(
        "SELECT sequence, hash FROM entries WHERE chain_code = ? ORDER BY sequence DESC LIMIT 1", (chain,)
    ).fetchone()
    sequence, previous_hash = head["sequence"], head["hash"]
    times_ms: list[float] = []
    end_s = time.perf_counter() + seconds
    while time.perf_counter() < end_s:
        sequence += 1
        copies = _copies(rows, f"floor-{chain}-{sequence}", sequence, previous_hash)
        previous_hash = copies["entries"][0]["hash"]
        start_s = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, statement in statements.items():
            connection.executemany(statement, copies[table])
        connection.execute("COMMIT")
        times_ms.append((time.perf_counter() - start_s) * 1000)
    connection.close()
    return times_ms


def _rows_of(connection: sqlite3.Connection, table: str, key: str, order_id: str) -> list[dict[str, Any]]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (order_id,)).fetchall()  # noqa: S608
    return [
        {name: row[name] for name in row.keys() if name != OWN_IDS.get(table)}  # noqa: SIM118 - a Row
        for row in rows
    ]


def _insert(table: str, row: dict[str, Any]) -> str:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables


def _copies(
    rows: dict[str, list[dict[str, Any]]], key: str, sequence: int, previous_hash: str
) -> dict[str, list[dict[str, Any]]]:
    copies = {
        table: [{**row, **dict.fromkeys(keys, key)} for row in rows[table]] for table, keys in TABLES.items()
    }
    copies["entries"][0] |= {"sequence": sequence, "previous_hash": previous_hash, "hash": f"hash of {key}"}
    copies["print_jobs"][0]["key"] = f"{key}:receipt"
    copies["orders"][0] |= {"number": key, "receipt_job": f"{key}:receipt"}
    return copies


def postgresql_rate(url: str, script: Path, run: int, clients: int, seconds: int) -> float:
    """Run a pgbench script with so many clients; return transactions per second."""
    host_port, name = url.removeprefix("postgresql+psycopg://canteen@").split("/")
    port = host_port.split(":")[1]
    who = ["-h", "127.0.0.1", "-p", port, "-U", "canteen", name]
    how = ["-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)]
    variables = ["-D", "seq=0", "-D", f"run={run}", "-f", str(script)]
    done = subprocess.run(
        [str(programs() / "pgbench"), *how, *variables, *who], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout.split("tps = ")[1].split()[0])


def pgbench_script(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Write the script that inserts copies of an order's rows, one statement a table, in one transaction."""
    key = "('floor-' || (:run)::text || '-' || (:client_id)::text || '-' || (:seq)::text)"
    before = "('floor-' || (:run)::text || '-' || (:client_id)::text || '-' || (:seq - 1)::text)"
    special = {
        ("entries", "chain_code"): "('floor-' || (:run)::text || '-' || (:client_id)::text)",
        ("entries", "sequence"): "(:seq)::bigint",
        ("entries", "previous_hash"): f"(CASE WHEN :seq = 1 THEN '' ELSE {before} END)",
        ("entries", "hash"): key,
        ("print_jobs", "key"): f"({key} || chr(58) || 'receipt')",
        ("orders", "receipt_job"): f"({key} || chr(58) || 'receipt')",
        ("orders", "number"): key,
        ("orders", "till_code"): "('B' || lpad((:client_id)::text, 2, '0'))",
        ("orders", "shift_id"): "('bench' || chr(58) || 'B' || lpad((:client_id)::text, 2, '0'))",
    }
    drawer = "(SELECT drawer_account_id FROM tills WHERE code = 'B' || lpad((:client_id)::text, 2, '0'))"
    special[("order_tenders", "account_id")] = special[("postings", "debit_account_id")] = drawer
    lines = ["\\set seq :seq + 1", "BEGIN;"]
    for table, keys in TABLES.items():
        names = list(rows[table][0])
        values = []
        for row in rows[table]:
            cells = [
                key if name in keys else special.get((table, name), _literal(row[name])) for name in names
            ]
            values.append(f"({', '.join(cells)})")
        lines.append(f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join(values)};")  # noqa: S608
    lines.append("COMMIT;")
    path.write_text("\n".join(lines) + "\n")


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    # pgbench takes every :word for a variable, inside a text, too.
    escaped = str(value).replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a")
    return f"E'{escaped}'"
