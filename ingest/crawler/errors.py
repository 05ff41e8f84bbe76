"""The kinds of SourceError that the web brings, where it matters which it is."""

from rag.errors import SourceError


class Refused(SourceError):
    """An address that is not asked, wherever it was found."""


class NoAnswer(SourceError):
    """The server could not be reached, or did not answer to the end."""


class LeftAlone(SourceError):
    """Of a host that is asked for nothing more in this run; it has been said why."""
