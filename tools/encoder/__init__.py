"""How the encoder in models/encoder/ is trained: `make encoder` (needs torch)."""
