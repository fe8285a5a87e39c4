"""The server's half of a session, without a connection: right in every rule, with the place of a model left open.

A session takes the events of a client and emits those of the server. What a server does beside other things is a
*track*: an iterator that emits some events and yields how many seconds to wait before it goes on. A *mind*
decides what only a model could: what is said, called and heard. Simulated sessions have a mind that draws by chance,
the reference server has one that goes by the words of the user.
"""
