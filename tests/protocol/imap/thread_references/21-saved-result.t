# With "$"; RETURN is not for THREAD.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: Lunch\nDate: 1 Jan 2020 10:00:00 +0000\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: Re: Lunch\nDate: 2 Jan 2020 10:00:00 +0000\nMessage-ID: <2@x>\nReferences: <1@x>\n\nx\n
TEXT INBOX Subject: Plans\nDate: 3 Jan 2020 10:00:00 +0000\nMessage-ID: <3@x>\n\nx\n
TEXT INBOX Subject: Re: Lunch\nDate: 4 Jan 2020 10:00:00 +0000\nMessage-ID: <4@x>\nReferences: <1@x> <2@x>\n\nx\n
TEXT INBOX Subject: Re: Lunch\nDate: 5 Jan 2020 10:00:00 +0000\nMessage-ID: <5@x>\nReferences: <1@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (SAVE) 2:4
S: b OK Search completed, result saved.
C: c THREAD REFERENCES UTF-8 $
S: * THREAD (2 4)(3)
S: c OK Thread completed.
C: d THREAD RETURN (COUNT) REFERENCES UTF-8 ALL
S: d BAD Error in IMAP command THREAD: unknown thread algorithm.
