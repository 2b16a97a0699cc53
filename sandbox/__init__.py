"""A made-up centre API, for laptops and tests: invented dossiers, clearly marked."""
