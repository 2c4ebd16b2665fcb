# CANCELUPDATE names tags.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b CANCELUPDATE
S: b BAD Error in IMAP command CANCELUPDATE: missing argument.
C: c CANCELUPDATE "x" 
S: c BAD Error in IMAP command CANCELUPDATE: missing argument.
C: d CANCELUPDATE "nothing"
S: d BAD No updates of that tag are sent.
C: e SEARCH RETURN (UPDATE (FROB)) ALL
S~ e BAD *
C: g SEARCH RETURN (UPDATE (UID) ALL
S~ g BAD *
