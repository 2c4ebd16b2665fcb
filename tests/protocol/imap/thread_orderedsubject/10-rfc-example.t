# RFC 5256 3: A283 and A284 of THREAD.
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
C: A283 THREAD ORDEREDSUBJECT UTF-8 SINCE 5-MAR-2000
S: * THREAD (1 (2)(4)(5))(3)
S: A283 OK Thread completed.
C: A284 THREAD ORDEREDSUBJECT US-ASCII TEXT "gewp"
S: * THREAD
S: A284 OK Thread completed.
