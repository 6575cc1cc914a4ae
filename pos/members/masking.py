"""What may be shown of a person to whoever passes by?

Rule: a mask keeps what tells two people of one queue apart, and no more; it hides the length of nothing but
says nothing new either.
"""

HIDDEN = "*"


def mask_name(name: str) -> str:
    """Return the first and last character of a name: 陈*娟, 陈*, 欧**文; of a foreign one each initial."""
    if " " in name:
        return " ".join(mask_name(part) if _is_han(part) else part[0] + HIDDEN * 3 for part in name.split())
    if len(name) <= 1:
        return name
    if not _is_han(name):
        return name[0] + HIDDEN * 3
    last = name[-1] if len(name) > 2 else HIDDEN
    return name[0] + HIDDEN * (len(name) - 2) + last


def mask_phone(phone: str) -> str:
    """Return a telephone number with its first three and last four digits: 138****1234."""
    return _keep(phone, 3, 4)


def mask_id_number(id_number: str) -> str:
    """Return an identity number with its first three and last four characters: 310***********1234."""
    return _keep(id_number, 3, 4)


def _keep(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return HIDDEN * len(text)
    return text[:first] + HIDDEN * (len(text) - first - last) + text[-last:]


def _is_han(text: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" or character == "·" for character in text)
