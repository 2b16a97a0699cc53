"""The database: what was asked, what was answered, what staff must see."""
