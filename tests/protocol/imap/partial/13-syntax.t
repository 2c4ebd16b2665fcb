# Neither ALL beside it nor a second one, nor "*" or both ends.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (PARTIAL 1:2 ALL) ALL
S: b BAD Error in IMAP command SEARCH: PARTIAL and ALL exclude each other.
C: c SEARCH RETURN (ALL PARTIAL 1:2) ALL
S: c BAD Error in IMAP command SEARCH: PARTIAL and ALL exclude each other.
C: d SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL
S: d BAD Error in IMAP command SEARCH: more than one PARTIAL.
C: e SEARCH RETURN (PARTIAL 1:*) ALL
S: e BAD Error in IMAP command SEARCH: number expected.
C: f SEARCH RETURN (PARTIAL -1:2) ALL
S: f BAD Error in IMAP command SEARCH: range counts from both ends.
C: g SEARCH RETURN (PARTIAL 1:-2) ALL
S: g BAD Error in IMAP command SEARCH: range counts from both ends.
C: h SEARCH RETURN (PARTIAL 0:2) ALL
S: h BAD Error in IMAP command SEARCH: number must not be zero.
C: i SEARCH RETURN (PARTIAL) ALL
S: i BAD Error in IMAP command SEARCH: space expected.
C: j SEARCH RETURN (PARTIAL 1) ALL
S: j BAD Error in IMAP command SEARCH: range expected.
