"""A certificate for the server, by an authority that exists as long as it does."""

from __future__ import annotations

import ssl


class Authority:
    """Signs the certificate of a server at ``host``, and of ``localhost``."""

    def __init__(self, host: str) -> None:
        # It is slow to import, and few servers have a certificate.
        import trustme

        self._authority = trustme.CA()
        self.server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        names = dict.fromkeys((host, "localhost", "127.0.0.1"))
        self._authority.issue_cert(*names).configure_cert(self.server_context)

    @property
    def pem(self) -> bytes:
        """The certificate of the authority, which clients are to trust."""
        return self._authority.cert_pem.bytes()

    @property
    def client_context(self) -> ssl.SSLContext:
        """What a client in Python connects with."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context
