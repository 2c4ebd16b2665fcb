# Step 5: the same base subject joins threads.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: Lunch\nDate: 1 Jan 2020 10:00:00 +0000\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: Re: lunch\nDate: 2 Jan 2020 10:00:00 +0000\nMessage-ID: <2@x>\n\nx\n
TEXT INBOX Subject: Talk\nDate: 3 Jan 2020 10:00:00 +0000\nMessage-ID: <3@x>\n\nx\n
TEXT INBOX Subject: TALK\nDate: 4 Jan 2020 10:00:00 +0000\nMessage-ID: <4@x>\n\nx\n
TEXT INBOX Subject: Re: x\nDate: 5 Jan 2020 10:00:00 +0000\nMessage-ID: <5@x>\n\nx\n
TEXT INBOX Subject: x\nDate: 6 Jan 2020 10:00:00 +0000\nMessage-ID: <6@x>\n\nx\n
TEXT INBOX Subject: \nDate: 7 Jan 2020 10:00:00 +0000\nMessage-ID: <7@x>\n\nx\n
TEXT INBOX Subject: Re:\nDate: 8 Jan 2020 10:00:00 +0000\nMessage-ID: <8@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 2)((3)(4))(6 5)(7)(8)
S: b OK Thread completed.
