"""What the assistant does in a turn: find, decide, reply; ask the centre's API.

Flat on purpose: rasa-sdk 3.6.2 walks packages without their prefix and would stop on
a folder named like any importable package.
"""
