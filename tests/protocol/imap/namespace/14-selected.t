# With a mailbox selected, too, and the case does not matter.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b namespace
S: * NAMESPACE (("" ".")) NIL NIL
S: b OK Namespace completed.
