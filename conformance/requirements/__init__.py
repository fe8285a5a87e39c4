"""The requirements for an implementation of a dialect, sentence by sentence.

``register`` reads the sentences of a dialect, ``level`` says how binding one is.
"""
