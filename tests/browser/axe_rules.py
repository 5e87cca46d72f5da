"""What axe finds against WCAG 2.2 A and AA on the page in its present state."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.visitor import Visitor

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
}

# A part that waits for its answer is faded, and a faded word has too little contrast for a moment that nobody reads in.
STEADY = """() => new Promise(done => {
  const still = () => !document.querySelector('[data-stale="true"]')
    && document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
  let calm = 0, left = 600
  const look = () => (calm = still() ? calm + 1 : 0) >= 2 || !left-- ? done() : setTimeout(look, 100)
  look()
})"""


def violations(visitor: Visitor, state: str) -> list[str]:
    """One line for each element that violates a rule, under the name of the state."""
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(Axe().axe_script)
    visitor.page.evaluate(STEADY)
    found = visitor.page.evaluate("rules => axe.run(rules).then(said => said.violations)", RULES)
    return [f"{state}: {rule['id']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]
