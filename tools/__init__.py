"""Benchmarks and failure tests, run by make."""
