"""Readers of other people's files: each yields our records, or says what is wrong."""
