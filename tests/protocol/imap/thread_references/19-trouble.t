# A message that cannot be read is trouble; one that is gone is left out.
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
TROUBLE facts EIO 3
C: b THREAD REFERENCES UTF-8 ALL
S~ b NO *
TROUBLE facts gone
TROUBLE facts gone 2
C: c THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 (2 4)(5))
S: c OK Thread completed.
