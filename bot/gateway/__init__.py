"""The gateway: webhooks and web chat in, the worker's turns, replies out."""
