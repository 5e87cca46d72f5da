"""The quiz, a page a step."""
