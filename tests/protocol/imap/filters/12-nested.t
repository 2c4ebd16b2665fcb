# RFC 5466 §3.1: filters within filters, three deep and more; a loop is no filter.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: boss@example.com\nSubject: one\n\nbody\n
TEXT INBOX From: other@example.com\nSubject: two\n\nbody\n
C: s SELECT INBOX
S... s OK *

C: b SETMETADATA "" (/private/filters/values/f1 "FROM boss" /private/filters/values/f2 "FILTER f1 ALL" /private/filters/values/f3 "NOT FILTER f2" /private/filters/values/f4 "OR FILTER f3 FILTER f3")
S: b OK Setmetadata completed.
C: c SEARCH FILTER f4
S: * SEARCH 2
S: c OK Search completed.
C: d SETMETADATA "" (/private/filters/values/f1 "FILTER f4")
S: d OK Setmetadata completed.
C: e SEARCH FILTER f4
S: e NO [UNDEFINED-FILTER f4] No such filter.
C: f SETMETADATA "" (/private/filters/values/self "FILTER self")
S: f OK Setmetadata completed.
C: g SEARCH FILTER self
S: g NO [UNDEFINED-FILTER self] No such filter.
