"""The page about staff: who may sign in, everybody's own PIN, and for managers what staff did."""
