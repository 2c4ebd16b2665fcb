# The same subject joins nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: Re: a\nMessage-ID: <2@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFS UTF-8 ALL
S: * THREAD (1)(2)
S: b OK Thread completed.
C: c THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 2)
S: c OK Thread completed.
