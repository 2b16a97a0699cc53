"""Rasa components for Vietnamese."""
