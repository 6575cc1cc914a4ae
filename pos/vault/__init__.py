"""Personal values as nobody can read them without the keys of this installation."""

from pos.vault.keyring import NoPersonalKeys, add_key, open_vault
from pos.vault.vault import PersonKey, Unopenable, Vault

__all__ = ["NoPersonalKeys", "PersonKey", "Unopenable", "Vault", "add_key", "open_vault"]
