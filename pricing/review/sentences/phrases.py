"""How are words put together in both languages? Lists, quotes, whole sentences, and names within them."""

from collections.abc import Sequence
from typing import Literal

from pricing.text import Text

NOTHING = Text(zh="", en="")

Conjunction = Literal["and", "or"]
_ZH: dict[Conjunction, str] = {"and": "和", "or": "或"}


def listed(words: Sequence[Text], conjunction: Conjunction) -> Text:
    """Join words as people list them: 大荤、小荤和素菜 / a, b and c; of one word that word."""
    if len(words) < 2:
        return words[0] if words else NOTHING
    zh = "、".join(word.zh for word in words[:-1])
    en = ", ".join(word.en for word in words[:-1])
    return Text(zh=f"{zh}{_ZH[conjunction]}{words[-1].zh}", en=f"{en} {conjunction} {words[-1].en}")


def quoted(name: Text) -> Text:
    """Set a name in quotation marks."""
    return Text(zh=f"“{name.zh}”", en=f"“{name.en}”")


def within(name: Text) -> Text:
    """Write a name as it stands inside a sentence: The canteen -> the canteen."""
    return Text(zh=name.zh, en=f"the {name.en[4:]}" if name.en.startswith("The ") else name.en)


def sentence(clauses: Sequence[Text]) -> Text:
    """Make a sentence of clauses; those that are empty are left out."""
    zh = "，".join(clause.zh for clause in clauses if clause.zh)
    en = ", ".join(clause.en for clause in clauses if clause.en)
    return Text(zh=f"{zh}。", en=f"{en[:1].upper()}{en[1:]}.")


def bracketed(remarks: Sequence[Text]) -> Text:
    """Put remarks behind what they are about; without any there is nothing."""
    if not remarks:
        return NOTHING
    zh = "，".join(remark.zh for remark in remarks)
    en = ", ".join(remark.en for remark in remarks)
    return Text(zh=f"（{zh}）", en=f" ({en})")
