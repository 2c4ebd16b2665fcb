# The password is right and the mailboxes cannot be opened.
NOACCOUNT EIO
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a NO [UNAVAILABLE] *
C: b SELECT INBOX
S: b BAD Please log in first.
