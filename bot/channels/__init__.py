"""One module per channel: verify, parse, render, send."""
