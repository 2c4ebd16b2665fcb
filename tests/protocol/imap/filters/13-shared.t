# The private filter comes before the shared one of that name; shared ones are an administrator's (RFC 5466 §3.2).
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
C: b SETMETADATA "" (/shared/filters/values/mine "SUBJECT one")
S: b OK Setmetadata completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C! b APPEND INBOX {14+}\r\nSubject: one\r\n\r\n
S~ b OK *
C! c APPEND INBOX {14+}\r\nSubject: two\r\n\r\n
S~ c OK *
C: d SELECT INBOX
S... d OK *
C: e SEARCH FILTER mine
S: * SEARCH 1
S: e OK Search completed.
C: f SETMETADATA "" (/shared/filters/values/mine "ALL")
S: f NO [NOPERM] Shared annotations of the server are set by an administrator.
C: g SETMETADATA "" (/private/filters/values/mine "SUBJECT two")
S: g OK Setmetadata completed.
C: h SEARCH FILTER mine
S: * SEARCH 2
S: h OK Search completed.
