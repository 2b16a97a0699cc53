"""Settings, addresses and the composition root of web, worker and commands."""
