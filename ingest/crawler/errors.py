"""The kinds of SourceError that the web brings, where it matters which it is."""

from rag.errors import SourceError


class AddressRefused(SourceError):
    """An address that is not asked, wherever it was found."""


class NoResponse(SourceError):
    """The server could not be reached, or did not answer to the end."""


class HostLeftAlone(SourceError):
    """Of a host that is asked for nothing more in this run; it has been said why."""
