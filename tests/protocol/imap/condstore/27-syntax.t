# What is malformed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s1 SELECT INBOX (FROB)
S: s1 BAD Error in IMAP command SELECT: unknown select parameter.
C: s2 SELECT INBOX ()
S~ s2 BAD *
C: s SELECT INBOX
S... s OK *
C: b STORE 1 (UNCHANGEDSINCE) +FLAGS (\Seen)
S~ b BAD *
C: c STORE 1 (UNCHANGEDSINCE x) +FLAGS (\Seen)
S~ c BAD *
C: d STORE 1 (FROB 1) +FLAGS (\Seen)
S: d BAD Error in IMAP command STORE: unknown store modifier.
C: e FETCH 1 FLAGS (CHANGEDSINCE)
S~ e BAD *
C: f FETCH 1 FLAGS (CHANGEDSINCE 0)
S~ f BAD *
C: g FETCH 1 FLAGS (FROB 1)
S: g BAD Error in IMAP command FETCH: unknown fetch modifier.
C: h SEARCH MODSEQ
S~ h BAD *
C: i SEARCH MODSEQ "/frob" all 1
S~ i BAD *
C: j SEARCH MODSEQ "/flags/x" some 1
S~ j BAD *
C: k FETCH 1 (MODSEQ) (CHANGEDSINCE 99999999999999999999)
S~ k BAD *
