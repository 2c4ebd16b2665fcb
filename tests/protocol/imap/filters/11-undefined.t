# RFC 5466 §3.1: a filter that is not there is told by its name, as the client wrote it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: boss@example.com\nSubject: one\n\nbody\n
TEXT INBOX From: other@example.com\nSubject: two\n\nbody\n
C: s SELECT INBOX
S... s OK *

C: b SEARCH FILTER Nowhere
S: b NO [UNDEFINED-FILTER Nowhere] No such filter.
C: c SEARCH OR ALL FILTER nowhere
S: c NO [UNDEFINED-FILTER nowhere] No such filter.
C: d SETMETADATA "" (/private/filters/values/there "ALL")
S: d OK Setmetadata completed.
C: e SEARCH FILTER there FILTER not-there
S: e NO [UNDEFINED-FILTER not-there] No such filter.
C: f SETMETADATA "" (/private/filters/values/there NIL)
S: f OK Setmetadata completed.
C: g SEARCH FILTER there
S: g NO [UNDEFINED-FILTER there] No such filter.
