# Syntax.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: boss@example.com\nSubject: one\n\nbody\n
TEXT INBOX From: other@example.com\nSubject: two\n\nbody\n
C: s SELECT INBOX
S... s OK *

C: b SEARCH FILTER
S~ b BAD *
C: c SEARCH FILTER a/b
S~ c BAD *
C: d SEARCH FILTER "quoted"
S~ d BAD *
C: e SEARCH FILTER (x)
S~ e BAD *
C: f SEARCH NOT FILTER
S~ f BAD *
