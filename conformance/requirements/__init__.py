"""What an implementation of a dialect owes, sentence by sentence.

``register`` reads the sentences of a dialect, ``level`` says how binding one is.
"""
