# FILTER means UTF-8: another charset is BAD with BADCHARSET (RFC 5466 §3.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: boss@example.com\nSubject: one\n\nbody\n
TEXT INBOX From: other@example.com\nSubject: two\n\nbody\n
C: s SELECT INBOX
S... s OK *

C! b SETMETADATA "" (/private/filters/values/road {11+}\r\nSUBJECT one)\r\n
S: b OK Setmetadata completed.
C: c SEARCH CHARSET UTF-8 FILTER road
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH CHARSET US-ASCII FILTER road
S: * SEARCH 1
S: d OK Search completed.
C: e SEARCH CHARSET ISO-8859-1 FILTER road
S: e BAD [BADCHARSET (UTF-8 US-ASCII)] Filters are in UTF-8.
C! f SETMETADATA "" (/private/filters/values/umlaut {13+}\r\nSUBJECT "\xc3\xbcb")\r\n
S: f OK Setmetadata completed.
C: g SEARCH FILTER umlaut
S: * SEARCH
S: g OK Search completed.
