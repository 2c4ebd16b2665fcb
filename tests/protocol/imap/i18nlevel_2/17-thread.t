# Subjects of THREAD, too.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: =?iso-8859-1?Q?=C9t=E9?=\n\nx\n
TEXT INBOX Subject: Re: =?utf-8?Q?=C3=A9T=C3=89?=\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD ORDEREDSUBJECT UTF-8 ALL
S: * THREAD (1 2)
S: b OK Thread completed.
C: c THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 2)
S: c OK Thread completed.
