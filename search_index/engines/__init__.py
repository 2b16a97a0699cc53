"""Engines that hold an index; only they know how it is stored."""
