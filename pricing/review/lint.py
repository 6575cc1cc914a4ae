"""Which places of a scheme are weak: never reached, never paid, or hardly meant so?

Rule: what `parse_scheme` refuses is not asked again; no clock, so that days that are over are no finding.
"""

from pricing.review.findings import Finding
from pricing.review.weak_places.bands import lint_bands
from pricing.review.weak_places.days import lint_days
from pricing.review.weak_places.doubts import lint_doubts
from pricing.review.weak_places.funding import lint_funding
from pricing.review.weak_places.reach import lint_reach
from pricing.scheme.scheme import Scheme


def lint(scheme: Scheme) -> tuple[Finding, ...]:
    """Return what is weak in a scheme, errors first; a scheme without faults gives nothing."""
    findings = dict.fromkeys(
        [
            *lint_reach(scheme),
            *lint_funding(scheme),
            *lint_bands(scheme),
            *lint_days(scheme),
            *lint_doubts(scheme),
        ]
    )
    order = ("error", "warning", "note")
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))
