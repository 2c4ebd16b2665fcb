# What is no THREAD.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b THREAD
S: b BAD Error in IMAP command THREAD: missing argument.
C: c THREAD FROB UTF-8 ALL
S: c BAD Error in IMAP command THREAD: unknown thread algorithm.
C: d THREAD ORDEREDSUBJECT
S: d BAD Error in IMAP command THREAD: missing argument.
C: e THREAD ORDEREDSUBJECT UTF-8
S: e BAD Error in IMAP command THREAD: missing argument.
C: f THREAD ORDEREDSUBJECT UTF-8 FROB
S: f BAD Error in IMAP command THREAD: unknown search key.
C: g THREAD ORDEREDSUBJECT UTF-8 9
S: g BAD Error in IMAP command THREAD: invalid message set.
C: h THREAD (ORDEREDSUBJECT) UTF-8 ALL
S: h BAD Error in IMAP command THREAD: atom expected.
