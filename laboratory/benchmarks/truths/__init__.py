"""Benchmarks of what is said against simulated truths."""
