# Filters are annotations of the server: they need no more (RFC 5466 §3.2).
SET mailbox_metadata no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
C: b SETMETADATA "" (/private/filters/values/small "SMALLER 5000")
S: b OK Setmetadata completed.
C: c SELECT INBOX
S... c OK *
C: d SEARCH FILTER small
S: * SEARCH 1
S: d OK Search completed.
