"""Pure functions on Vietnamese text: normalise, fold, segment, mask, count days."""
