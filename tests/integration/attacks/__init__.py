"""What somebody with a connection to the database might try, each with the claim that refuses it."""

from tests.integration.attacks.on_alarms import ON_ALARMS
from tests.integration.attacks.on_approvals import ON_APPROVALS
from tests.integration.attacks.on_backtests import ON_BACKTESTS
from tests.integration.attacks.on_cash import ON_CASH
from tests.integration.attacks.on_holds import ON_HOLDS
from tests.integration.attacks.on_limits import ON_LIMITS
from tests.integration.attacks.on_lists import ON_LISTS
from tests.integration.attacks.on_members_lives import ON_MEMBERS_LIVES
from tests.integration.attacks.on_orders import ON_ORDERS
from tests.integration.attacks.on_payers import ON_PAYERS
from tests.integration.attacks.on_people import ON_PEOPLE
from tests.integration.attacks.on_privacy import ON_PRIVACY
from tests.integration.attacks.on_refunds import ON_REFUNDS
from tests.integration.attacks.on_registers import ON_REGISTERS
from tests.integration.attacks.on_requests import ON_REQUESTS
from tests.integration.attacks.on_staff import ON_STAFF
from tests.integration.attacks.on_tenders import ON_TENDERS
from tests.integration.attacks.on_the_ledger import ON_THE_LEDGER
from tests.integration.attacks.on_the_log import ON_THE_LOG
from tests.integration.attacks.on_uses import ON_USES
from tests.integration.attacks.on_what_is_kept import ON_WHAT_IS_KEPT

ATTACKS = (
    *ON_ORDERS,
    *ON_THE_LEDGER,
    *ON_WHAT_IS_KEPT,
    *ON_REGISTERS,
    *ON_USES,
    *ON_BACKTESTS,
    *ON_LIMITS,
    *ON_ALARMS,
    *ON_PEOPLE,
    *ON_PRIVACY,
    *ON_MEMBERS_LIVES,
    *ON_LISTS,
    *ON_PAYERS,
    *ON_THE_LOG,
    *ON_HOLDS,
    *ON_STAFF,
    *ON_REFUNDS,
    *ON_REQUESTS,
    *ON_CASH,
    *ON_APPROVALS,
    *ON_TENDERS,
)
