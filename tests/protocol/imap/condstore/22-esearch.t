# RFC 7162 3.1.10, example 19, and RFC 4731 3.2: MODSEQ in ESEARCH is that of the messages told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 6
FLAGS INBOX 3 + \Draft
FLAGS INBOX 2 + \Draft
C: s SELECT INBOX
S... s OK *
C: a SEARCH RETURN (ALL) MODSEQ 6
S: * OK [HIGHESTMODSEQ 9] Highest
S: * ESEARCH (TAG "a") ALL 2:3,5:6 MODSEQ 9
S: a OK Search completed.
C: a1 SEARCH RETURN (MIN) MODSEQ "/flags/\\draft" all 3
S: * ESEARCH (TAG "a1") MIN 2 MODSEQ 9
S: a1 OK Search completed.
C: a2 SEARCH RETURN (MAX) MODSEQ "/flags/\\draft" priv 3
S: * ESEARCH (TAG "a2") MAX 6 MODSEQ 7
S: a2 OK Search completed.
C: a3 SEARCH RETURN (MIN MAX) MODSEQ "/flags/\\draft" shared 3
S: * ESEARCH (TAG "a3") MIN 2 MAX 6 MODSEQ 9
S: a3 OK Search completed.
C: a4 SEARCH RETURN (MAX COUNT) MODSEQ 3
S: * ESEARCH (TAG "a4") MAX 6 COUNT 5 MODSEQ 9
S: a4 OK Search completed.
C: a5 SEARCH RETURN (MAX COUNT) MODSEQ 30
S: * ESEARCH (TAG "a5") COUNT 0
S: a5 OK Search completed.
