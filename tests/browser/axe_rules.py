"""What axe finds against WCAG 2.2 A and AA on the page in its present state."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.visitor import Visitor

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
}


def violations(visitor: Visitor, state: str) -> list[str]:
    """One line for each element that violates a rule, under the name of the state."""
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(Axe().axe_script)
    found = visitor.page.evaluate("rules => axe.run(rules).then(said => said.violations)", RULES)
    return [f"{state}: {rule['id']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]
