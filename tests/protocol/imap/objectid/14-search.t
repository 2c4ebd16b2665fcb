# RFC 8474 6: by id, whose case counts; THREADID matches nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 600
C: s SELECT INBOX
S... s OK *
C: 27 SEARCH EMAILID M1001-599
S: * SEARCH 599
S: 27 OK Search completed.
C: 28 SEARCH THREADID T64b478a75b7ea9
S: * SEARCH
S: 28 OK Search completed.
C: 29 SEARCH EMAILID m1001-599
S: * SEARCH
S: 29 OK Search completed.
C: 30 UID SEARCH RETURN (ALL) OR EMAILID M1001-2 EMAILID M1001-300
S: * ESEARCH (TAG "30") UID ALL 2,300
S: 30 OK Search completed.
C: 31 SEARCH 5:6 NOT EMAILID M1001-5
S: * SEARCH 6
S: 31 OK Search completed.
C: 32 SEARCH NOT THREADID x 600
S: * SEARCH 600
S: 32 OK Search completed.
