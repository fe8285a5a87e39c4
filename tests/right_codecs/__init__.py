"""Right implementations in other languages, made from the dialect's document alone.

Rust has a struct of its own for every type, read and written by serde; JavaScript has a class. Both share nothing with
the reference and the oracle but the document that they are made from, so what fails for them is a false alarm.
"""
