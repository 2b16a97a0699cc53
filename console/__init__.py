"""The staff desk: for now Django's admin over what was asked and passed on."""
