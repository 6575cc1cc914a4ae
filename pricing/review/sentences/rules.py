"""What does one rule promise, in sentences? Each term by itself, then what holds for all of them.

Rule: every sentence here is about values that `pricing.review.compare` compares, so that a change of a value
is shown as the sentence before and the sentence after.
"""

from pricing.engine.standing import needs_a_person
from pricing.review.sentences.gives import gives, turn
from pricing.review.sentences.items import dishes
from pricing.review.sentences.limits import limits
from pricing.review.sentences.occasions import occasion
from pricing.review.sentences.phrases import NOTHING, listed, sentence
from pricing.review.sentences.roundings import rounding_sentence
from pricing.review.sentences.whom import whom
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.conditions import ALL_ITEMS
from pricing.scheme.people import EVERYONE
from pricing.scheme.rules import Access, Rule, Term
from pricing.text import Text


def rule_sentences(rule: Rule, vocabulary: Vocabulary) -> tuple[Text, ...]:
    """Say a rule: one term in one sentence; several terms one by one, then the limits and who pays."""
    ends = [*limits(rule, vocabulary), payer_clause(rule, vocabulary)]
    if len(rule.terms) == 1:
        said = [sentence([*_term_clauses(rule.terms[0], rule, vocabulary), *ends])]
    else:
        said = [term_sentence(term, rule, vocabulary) for term in rule.terms]
        said.append(sentence(ends))
    if rule.rounding is not None:
        said.append(rounding_sentence(rule.rounding))
    return tuple(said)


def term_sentence(term: Term, rule: Rule, vocabulary: Vocabulary) -> Text:
    """Say whom a term of a rule means and what it gives, when and where."""
    return sentence(_term_clauses(term, rule, vocabulary))


def payer_clause(rule: Rule, vocabulary: Vocabulary) -> Text:
    """Say who bears what a rule gives."""
    payer = vocabulary.word("payer", rule.payer)
    en = "at the expense of" if rule.kind == "discount" else "paid by"
    return Text(zh=f"由{payer.zh}承担", en=f"{en} {payer.en}")


def access_sentences(access: Access, vocabulary: Vocabulary) -> tuple[Text, ...]:
    """Say who is served what while a rule of access holds, and how many portions."""
    when, what = occasion(access.when, vocabulary), dishes(access.items, vocabulary)
    ends = limits(access, vocabulary)
    if EVERYONE in access.who:
        served = Text(zh=f"{what.zh}供应给所有人", en=f"{what.en} are served to all diners")
    else:
        diners = listed([whom(who, vocabulary) for who in access.who], "or")
        served = Text(zh=f"{what.zh}只供应给{diners.zh}", en=f"{what.en} are served only to {diners.en}")
    return (sentence([when, served, *ends]),)


def _term_clauses(term: Term, rule: Rule, vocabulary: Vocabulary) -> list[Text]:
    diners = whom(term.who, vocabulary, needs_card=needs_a_person(rule))
    when, number, given = occasion(rule.when, vocabulary), turn(term), gives(term, rule, vocabulary)
    en = " ".join(words.en for words in (diners, given, number, when) if words.en)
    # 堂食满15.00元减3.00元 is one breath; a longer occasion, or named dishes, need a pause.
    is_short = rule.items == ALL_ITEMS and term.nth_meal is None and not set("，、或年") & set(when.zh)
    if is_short:
        return [Text(zh=f"{diners.zh}，{when.zh}{given.zh}", en=en)]
    return [Text(zh="，".join(w.zh for w in (diners, when, number, given) if w.zh), en=en)]


def when_sentence(rule: Rule | Access, vocabulary: Vocabulary) -> Text | None:
    """Say when and where a rule holds, for itself; None where it always does."""
    when = occasion(rule.when, vocabulary)
    return None if when == NOTHING else sentence([Text(zh=f"适用：{when.zh}", en=f"holds {when.en}")])


def items_sentence(rule: Rule | Access, vocabulary: Vocabulary) -> Text:
    """Say for which dishes a rule is, for itself."""
    what = dishes(rule.items, vocabulary)
    return sentence([Text(zh=f"适用菜品：{what.zh}", en=f"for {what.en}")])
