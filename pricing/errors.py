"""How a scheme or a case that cannot be trusted is refused: by naming the place of the fault."""


class SchemeError(ValueError):
    """A scheme was refused; nothing of it is used.

    ``file`` is the source as it was given, ``rule`` the code of the rule (``#2`` for the second rule when
    its code is the fault; None outside the rules), ``field`` the dotted path within the rule or the scheme
    (None when the text as a whole cannot be read), ``problem`` one English sentence for the person who
    wrote the scheme.
    """

    def __init__(self, file: str, rule: str | None, field: str | None, problem: str) -> None:
        self.file = file
        self.rule = rule
        self.field = field
        self.problem = problem
        place = [file, f"rule {rule}" if rule is not None else None, field]
        super().__init__(": ".join([part for part in place if part is not None] + [problem]))


class CaseError(ValueError):
    """A case (basket and diner) was refused.

    ``file`` is the source as it was given, ``field`` the dotted path in it (None when the text as a whole
    cannot be read), ``problem`` one English sentence.
    """

    def __init__(self, file: str, field: str | None, problem: str) -> None:
        self.file = file
        self.field = field
        self.problem = problem
        super().__init__(": ".join(part for part in (file, field, problem) if part is not None))
