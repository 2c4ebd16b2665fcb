# Who may read no longer learns nothing of what searches have read before, his own or others'.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: letter 1\nMessage-ID: <1@a.test>\nDate: 1 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 2\nMessage-ID: <2@a.test>\nDate: 2 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 3\nMessage-ID: <3@a.test>\nDate: 3 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 4\nMessage-ID: <4@a.test>\nDate: 4 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 5\nMessage-ID: <5@a.test>\nDate: 5 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 6\nMessage-ID: <6@a.test>\nDate: 6 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 7\nMessage-ID: <7@a.test>\nDate: 7 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 8\nMessage-ID: <8@a.test>\nDate: 8 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 9\nMessage-ID: <9@a.test>\nDate: 9 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 10\nMessage-ID: <10@a.test>\nDate: 10 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 11\nMessage-ID: <11@a.test>\nDate: 11 Mar 2024 10:00:00 +0000\n\nbody\n
TEXT Work Subject: letter 12\nMessage-ID: <12@a.test>\nDate: 12 Mar 2024 10:00:00 +0000\n\nbody\n
C: b SETACL Work bob@example.org lr
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... b OK *
C: c SEARCH SUBJECT "letter 1"
S: * SEARCH 1 10 11 12
S~ c OK *
C: d SEARCH NOT SENTBEFORE 11-Mar-2024
S: * SEARCH 11 12
S~ d OK *
C: e SEARCH HEADER Message-ID 7@A.TEST
S: * SEARCH 7
S~ e OK *
C: f SORT (REVERSE DATE) UTF-8 1:3
S: * SORT 3 2 1
S~ f OK *
C: g THREAD REFERENCES UTF-8 1:2
S: * THREAD (1)(2)
S~ g OK *
ON 1
C: c DELETEACL Work bob@example.org
S: c OK Deleteacl completed.
C: d SELECT Work
S... d OK *
C: e SEARCH SUBJECT "letter 12"
S: * SEARCH 12
S~ e OK *
ON bob
C: h SEARCH SUBJECT "letter 1"
S: h NO [NOPERM] Permission denied.
C: i SEARCH SENTON 11-Mar-2024
S: i NO [NOPERM] Permission denied.
C: j SEARCH HEADER Message-ID 7@A.TEST
S: j NO [NOPERM] Permission denied.
C: k SORT (REVERSE DATE) UTF-8 1:3
S: k NO [NOPERM] Permission denied.
C: l THREAD REFERENCES UTF-8 1:2
S: l NO [NOPERM] Permission denied.
