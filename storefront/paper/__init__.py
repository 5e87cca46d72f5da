"""A page on paper: type, pictures, and the structure that a screen reader follows."""
