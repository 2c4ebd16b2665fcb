# With ESEARCH, SEARCHRES, message numbers and MODSEQ inside a filter (RFC 4731, RFC 5182, RFC 7162).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: boss@example.com\nSubject: one\n\nbody\n
TEXT INBOX From: other@example.com\nSubject: two\n\nbody\n
C: s SELECT INBOX
S... s OK *

C: b SETMETADATA "" (/private/filters/values/second "2" /private/filters/values/any "MODSEQ 1" /private/filters/values/kept "$")
S: b OK Setmetadata completed.
C: c SEARCH RETURN (SAVE COUNT) FILTER second
S: * ESEARCH (TAG "c") COUNT 1
S: c OK Search completed, result saved.
C: d SEARCH FILTER kept
S: * SEARCH 2
S: d OK Search completed.
C: e UID SEARCH RETURN (SAVE) FILTER nowhere
S: e NO [UNDEFINED-FILTER nowhere] No such filter.
C: f SEARCH $
S: * SEARCH
S: f OK Search completed.
C: g SEARCH FILTER any
S~ * OK [HIGHESTMODSEQ *
S~ * SEARCH 1 2 (MODSEQ *)
S: g OK Search completed.
