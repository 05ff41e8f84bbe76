"""The tables of the catalogue, and the connection that reads and writes them."""

import sqlite3
from pathlib import Path

from rag.errors import ArchiveDamaged

CATALOGUE = "catalogue.sqlite"  # in the folder of an archive
FORMAT = 3  # bumped when the tables change, with the way from the one before below

_READ = """\
CREATE TABLE sources (               -- files that were read, so that they need not be again
    location TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    found TEXT NOT NULL              -- JSON: what a refresh compares of each article in it
) WITHOUT ROWID;
CREATE TABLE pages (                 -- addresses that were fetched, and what to ask them next time
    address TEXT PRIMARY KEY,
    fetched TEXT NOT NULL            -- JSON object
) WITHOUT ROWID;
"""
SCHEMA = f"""
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    root TEXT NOT NULL,              -- the ingested folder or file, for refreshing it alone
    path TEXT NOT NULL,              -- the source below that root
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT,
    published_from TEXT NOT NULL DEFAULT '',
    day INTEGER,
    updated TEXT,
    version INTEGER,
    outlet TEXT NOT NULL,
    authors TEXT NOT NULL,           -- JSON list
    url TEXT NOT NULL,
    section TEXT NOT NULL,
    language TEXT NOT NULL,
    rights TEXT NOT NULL DEFAULT '',
    metadata TEXT NOT NULL,          -- JSON object
    position INTEGER,                -- in its file, 0 if it is the file; NULL: the id is its own
    seen TEXT NOT NULL DEFAULT '',   -- the day this text was first seen
    signature BLOB NOT NULL DEFAULT '',  -- by which copies are found
    lines BLOB NOT NULL DEFAULT x'',  -- hashes by which an outlet's repeated lines are found
    lead TEXT                        -- the id of the story's earliest copy; NULL: there is no copy
);
CREATE INDEX articles_day ON articles (day);
CREATE INDEX articles_outlet ON articles (outlet, day);
CREATE INDEX articles_root ON articles (root);
CREATE INDEX articles_lead ON articles (lead);
CREATE TABLE versions (              -- what an article said before it was changed
    id TEXT NOT NULL,
    seen TEXT NOT NULL DEFAULT '',   -- the day this version was first seen
    replaced TEXT NOT NULL,          -- the day the new version was seen
    fingerprint TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT
);
CREATE INDEX versions_id ON versions (id);
{_READ}CREATE TABLE vectors (               -- by content: nothing is ever embedded twice
    key INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    hash BLOB NOT NULL,
    vector BLOB NOT NULL,            -- float16, little endian
    UNIQUE (model, hash)
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (key),
    n INTEGER NOT NULL,
    sentences BLOB NOT NULL,         -- start, end, start, end … as uint32
    vector INTEGER NOT NULL REFERENCES vectors (key),
    UNIQUE (article, n)
);
CREATE INDEX passages_vector ON passages (vector);
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content='', tokenize='porter unicode61 remove_diacritics 2'
);
"""

_FROM_1 = f"""
ALTER TABLE articles ADD COLUMN published_from TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN updated TEXT;
ALTER TABLE articles ADD COLUMN version INTEGER;
ALTER TABLE articles ADD COLUMN rights TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN position INTEGER;
ALTER TABLE articles ADD COLUMN seen TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN signature BLOB NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN lead TEXT;
UPDATE articles SET position = 0 WHERE id = path OR path LIKE '%/' || id OR id LIKE '%/' || path;
ALTER TABLE versions ADD COLUMN seen TEXT NOT NULL DEFAULT '';
CREATE INDEX articles_lead ON articles (lead);
{_READ}
UPDATE state SET value = '2' WHERE name = 'format';
"""
_FROM_2 = """
ALTER TABLE articles ADD COLUMN lines BLOB NOT NULL DEFAULT x'';
UPDATE state SET value = '3' WHERE name = 'format';
"""


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection in WAL mode. Raises ArchiveDamaged when the file is not a usable catalogue."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            isolation_level=None,  # transactions are begun and ended by us, in sight
            check_same_thread=False,  # a snapshot may be closed by another thread than made it
            timeout=30,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if create and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise ArchiveDamaged(
            f"The catalogue {path} cannot be opened ({error}). Free disk space or restore the "
            f"file from a backup; without one, remove {path.parent} and ingest the sources again."
        ) from error
    return connection


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the tables of an older archive to today's; only the one writer calls this."""
    for number, way in (("1", _FROM_1), ("2", _FROM_2)):
        row = connection.execute("SELECT value FROM state WHERE name = 'format'").fetchone()
        if row and row[0] == number:
            connection.executescript(f"BEGIN IMMEDIATE; {way} COMMIT;")
