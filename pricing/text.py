"""In which words a price is explained: every text exists in Chinese and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text for people, in Simplified Chinese (``zh``) and in English (``en``)."""

    zh: str
    en: str
