// The tables of index.db; docs/formats/index-db.md explains them. Private to the index.
#pragma once

namespace mailstead::store {

inline constexpr int index_version = 4;    // PRAGMA user_version: raise it with every change to the tables

inline constexpr char index_schema[] = R"(
CREATE TABLE account(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE mailboxes(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    uidvalidity INTEGER NOT NULL,
    uidnext INTEGER NOT NULL,
    ceiling INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    recent_from INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    keywords TEXT NOT NULL,
    object TEXT);
CREATE TABLE messages(
    mailbox INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    keywords INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    date INTEGER NOT NULL,
    size INTEGER NOT NULL,
    uidl TEXT,
    email TEXT,
    saved INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(mailbox, uid)) WITHOUT ROWID;
CREATE TABLE expunged(
    mailbox INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    base TEXT NOT NULL,
    delivery TEXT,
    size INTEGER NOT NULL,
    hash BLOB,
    at INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    PRIMARY KEY(mailbox, uid)) WITHOUT ROWID;
CREATE INDEX expunged_delivery ON expunged(delivery) WHERE delivery IS NOT NULL;
CREATE INDEX expunged_pending ON expunged(mailbox, base) WHERE pending;
CREATE TABLE announced(
    delivery TEXT PRIMARY KEY,
    mailbox TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    key BLOB NOT NULL,
    date INTEGER NOT NULL,
    at INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 4;
)";

// From version 1 to 2: deliveries into mbox files.
inline constexpr char index_step_2[] = R"(
CREATE TABLE announced(
    delivery TEXT PRIMARY KEY,
    mailbox TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    key BLOB NOT NULL,
    date INTEGER NOT NULL,
    at INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;
)";

// From version 2 to 3: POP3 unique ids of messages taken over from another server.
inline constexpr char index_step_3[] = R"(
ALTER TABLE messages ADD COLUMN uidl TEXT;
PRAGMA user_version = 3;
)";

// From version 3 to 4: ids of mailboxes and messages (RFC 8474), and when messages were saved (RFC 8514). Of those that
// are there already the date is the best that is known.
inline constexpr char index_step_4[] = R"(
ALTER TABLE mailboxes ADD COLUMN object TEXT;
ALTER TABLE messages ADD COLUMN email TEXT;
ALTER TABLE messages ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET saved=date;
PRAGMA user_version = 4;
)";

}  // namespace mailstead::store
