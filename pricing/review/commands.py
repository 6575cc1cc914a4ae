"""What do ``check``, ``explain`` and ``compare`` of the command line write, and how do they end?

Rule: text in, text out; `pricing.__main__` reads the files and writes the bytes.
"""

from typing import Literal, NamedTuple

from pricing.language.parsing import parse_scheme
from pricing.review.changes import Change
from pricing.review.compare import compare
from pricing.review.explain import Paragraph, explain
from pricing.review.lint import lint
from pricing.text import Text

Language = Literal["zh", "en", "both"]
LANGUAGES: tuple[Language, ...] = ("zh", "en", "both")


class SchemeFile(NamedTuple):
    """The text of a scheme, and the name of the file that it is from."""

    source: str
    text: str


class Report(NamedTuple):
    """What a command writes, and the status with which it ends."""

    text: str
    status: int


def check(file: SchemeFile) -> Report:
    """Write one line for each weak place of a scheme; the status is 1 when one of them is an error.

    :raises SchemeError: when the scheme is refused.
    """
    findings = lint(parse_scheme(file.text, source=file.source))
    lines = [f"{file.source}: {one.place}: {one.severity}: {one.problem.en}\n" for one in findings]
    return Report("".join(lines), int(any(one.severity == "error" for one in findings)))


def explain_in(file: SchemeFile, language: Language) -> Report:
    """Write a scheme in sentences, one paragraph after the other.

    :raises SchemeError: when the scheme is refused.
    """
    paragraphs = explain(parse_scheme(file.text, source=file.source))
    return Report("\n".join(_paragraph(one, language) for one in paragraphs), 0)


def compare_in(old: SchemeFile, new: SchemeFile, language: Language) -> Report:
    """Write what another version of a scheme changes: old sentences after ``-``, new ones after ``+``.

    :raises SchemeError: when one of the schemes is refused.
    """
    before, after = (parse_scheme(file.text, source=file.source) for file in (old, new))
    return Report("".join(_change(one, language) for one in compare(before, after)), 0)


def _paragraph(paragraph: Paragraph, language: Language) -> str:
    title = " / ".join(_in(paragraph.title, language))
    code = f" [{paragraph.code}]" if paragraph.code else ""
    said = [f"  {line}\n" for sentence in paragraph.sentences for line in _in(sentence, language)]
    return f"{title}{code}\n{''.join(said)}"


def _change(change: Change, language: Language) -> str:
    lines = [f"{change.kind}: {change.place}\n"]
    for mark, text in (("-", change.before), ("+", change.after)):
        if text is not None:
            lines += [f"  {mark} {line}\n" for line in _in(text, language)]
    return "".join(lines)


def _in(text: Text, language: Language) -> list[str]:
    if language == "both":
        return [text.zh, text.en]
    return [text.zh if language == "zh" else text.en]
