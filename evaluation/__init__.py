"""How well people are understood: judged messages in, figures and flips out."""
