"""How a database came to have its tables, step by step. A released step never changes; a new one is added."""
