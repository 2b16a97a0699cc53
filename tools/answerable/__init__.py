"""How the model of what the catalogue does not answer is trained: `make answerable`."""
