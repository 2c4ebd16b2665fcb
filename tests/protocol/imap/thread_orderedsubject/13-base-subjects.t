# Base subjects are compared without regard to case.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: Été\n\nx\n
TEXT INBOX Subject: Re: =?iso-8859-1?Q?=E9T=C9?=\n\nx\n
TEXT INBOX Subject: [x] Fwd: été\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD ORDEREDSUBJECT UTF-8 ALL
S: * THREAD (1 (2)(3))
S: b OK Thread completed.
