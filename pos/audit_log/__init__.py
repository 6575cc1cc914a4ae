"""Who did what, when, from which till, about which object, and why: written once, and provable."""

from pos.audit_log.deeds import KINDS, OFFICE, Deed
from pos.audit_log.log import AuditLog, DeedKeyReused, LogHead, NoLogKey, has_deeds, heads, object_of

__all__ = [
    "KINDS",
    "OFFICE",
    "AuditLog",
    "Deed",
    "DeedKeyReused",
    "LogHead",
    "NoLogKey",
    "has_deeds",
    "heads",
    "object_of",
]
