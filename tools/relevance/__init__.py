"""How well the right procedure is found, and the absent one left alone."""
