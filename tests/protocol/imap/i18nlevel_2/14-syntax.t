# What is no comparator.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPARATOR ""
S: b BAD Error in IMAP command COMPARATOR: invalid comparator.
C: c COMPARATOR "i;**"
S: c BAD Error in IMAP command COMPARATOR: invalid comparator.
C: d COMPARATOR 
S: d BAD Error in IMAP command COMPARATOR: missing argument.
C: e COMPARATOR (i;octet)
S~ e BAD *
