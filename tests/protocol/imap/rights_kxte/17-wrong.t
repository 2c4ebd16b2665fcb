# Digits and other letters are no rights here.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETACL INBOX Byron lr0
S~ b BAD *
C: c SETACL INBOX Byron +n
S~ c BAD *
C: d SETACL INBOX Byron ++k
S~ d BAD *
C: e SETACL INBOX Byron "k x"
S~ e BAD *
