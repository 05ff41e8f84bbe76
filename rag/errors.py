"""Everything that can go wrong and that a person can do something about.

ClippingsError
├── UsageError              arguments, settings or a question that cannot be used     exit 2
├── ArchiveError            the archive cannot be used as it is; nothing was changed  exit 3
│   ├── ArchiveMissing      no archive there yet
│   ├── ArchiveLocked       another ingest is writing
│   ├── ArchiveMismatch     made with another embedding model, splitter or format
│   └── ArchiveDamaged      corrupt, unreadable, or the disk is full
├── SourceError             one file could not be read; the rest goes on              exit 1
├── BelowFloor              figures are lower than those pinned before                exit 1
└── ModelError              the language model did not answer as it should
    ├── ModelUnreachable    no server at the address
    ├── ModelMissing        the server does not have the model
    ├── ModelBroke          it failed before or while writing
    │   └── AnswerCut       only the end is missing: the answer reached num_predict tokens
    └── PullFailed          the server could not load a model from the library

Each message says what happened and what to do next, in one or two sentences, without a traceback.
"""


class ClippingsError(Exception):
    """Base of all of them; `exit_code` is what the command lines return."""

    exit_code = 1


class UsageError(ClippingsError):
    exit_code = 2


class ArchiveError(ClippingsError):
    exit_code = 3


class ArchiveMissing(ArchiveError): ...


class ArchiveLocked(ArchiveError): ...


class ArchiveMismatch(ArchiveError): ...


class ArchiveDamaged(ArchiveError): ...


class SourceError(ClippingsError): ...


class BelowFloor(ClippingsError): ...


class ModelError(ClippingsError): ...


class ModelUnreachable(ModelError): ...


class ModelMissing(ModelError): ...


class ModelBroke(ModelError): ...


class AnswerCut(ModelBroke):
    """The answer reached num_predict tokens: only its last sentence is not as it should be."""


class PullFailed(ModelError): ...
