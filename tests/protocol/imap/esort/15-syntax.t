# RETURN stands before the criteria.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b SORT (DATE) RETURN (ALL) UTF-8 ALL
S: b BAD Error in IMAP command SORT: unknown search key.
C: c SORT RETURN (FROB) (DATE) UTF-8 ALL
S: c BAD Error in IMAP command SORT: unknown result option.
C: d SORT RETURN ALL (DATE) UTF-8 ALL
S: d BAD Error in IMAP command SORT: sort criteria expected.
C: e SORT RETURN (MIN (DATE) UTF-8 ALL
S: e BAD Error in IMAP command SORT: word expected.
C: f SORT RETURN () UTF-8 ALL
S: f BAD Error in IMAP command SORT: sort criteria expected.
