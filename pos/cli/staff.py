"""`canteen staff` and `canteen devices`: the first person and the first browser, who can let in all others.

Rule: whoever may run this may read every key anyway; what is shown is shown once and kept nowhere.
"""

import click
from sqlalchemy import Connection

from pos.audit_log import AuditLog, Deed
from pos.cli.books import require_books, require_vault
from pos.cli.surroundings import settings_here
from pos.clock import now
from pos.secrets import pin_pepper
from pos.shifts.shifts import UnknownTill, all_tills, require_till
from pos.staff.devices import make_code
from pos.staff.passwords import new_password, set_password, set_totp
from pos.staff.permissions import Role
from pos.staff.pins import Peppered
from pos.staff.places import Place
from pos.staff.staff import add_staff, set_roles

ACTOR = "command line"


@click.group(name="staff")
def staff() -> None:
    """The people who work here."""


@staff.command(name="add")
@click.argument("name")
@click.option(
    "--admin", is_flag=True, help="An administrator, with a password for one use and one-time codes."
)
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option("--site", help="Code of the site; by default the only one.")
def add(name: str, admin: bool, roles: tuple[str, ...], site: str | None) -> None:
    """Add NAME with roles; an administrator gives everybody else their PINs on the page /staff."""
    settings = settings_here()
    books, at = require_books(settings), now()
    vault, peppered = require_vault(settings, books), Peppered(pin_pepper(settings.secrets))
    given = {Role(role) for role in roles} | ({Role.ADMINISTRATOR} if admin else set())
    if not given:
        raise click.ClickException("say --admin, or which --role")
    password = new_password()

    def work(connection: Connection) -> tuple[str, str | None]:
        code = add_staff(connection, name, at=at)
        set_roles(connection, code, _site(connection, site), given, at=at)
        uri = None
        if admin:
            set_password(connection, peppered, code, password, must_change=True, at=at)
            uri = set_totp(connection, vault, code, at=at)
        facts = {"roles": sorted(role.value for role in given)}
        AuditLog(settings.secrets).record(
            connection, Deed("staff_added", ACTOR, at, object_=code, facts=facts)
        )
        return code, uri

    code, uri = books.write(work)
    click.echo(f"{code} {name}: {', '.join(sorted(role.value for role in given))}")
    if uri is not None:
        click.echo(f"password for one use: {password}")
        click.echo(f"one-time codes, for an authenticator app: {uri}")


@click.group(name="devices")
def devices() -> None:
    """The browsers that belong to us."""


@devices.command(name="enrol")
@click.option("--till", help="Code of the till, such as T1; without it the browser is a tablet of the site.")
@click.option("--site", help="Code of the site; by default the only one.")
def enrol(till: str | None, site: str | None) -> None:
    """Print a code with which one browser can be enrolled within ten minutes, on the page /enrol."""
    settings = settings_here()
    books, pepper = require_books(settings), pin_pepper(settings.secrets)

    def work(connection: Connection) -> str:
        if till is None:
            place = Place(_site(connection, site))
        else:
            place = Place(require_till(connection, till).site.code, till)
        return make_code(connection, pepper, place, by=ACTOR, at=now())

    try:
        code = books.write(work)
    except UnknownTill as refusal:
        raise click.ClickException(f"there is no till {till}") from refusal
    click.echo(f"{code[:4]}-{code[4:]}")


def _site(connection: Connection, given: str | None) -> str:
    """Return the site that was named, or the only one.

    :raises ClickException: when it is none, or there are several and none was named.
    """
    known = sorted({till.site.code for till in all_tills(connection)})
    if given is None and len(known) == 1:
        return known[0]
    if given is None or given not in known:
        raise click.ClickException(f"say --site, one of: {', '.join(known)}")
    return given
