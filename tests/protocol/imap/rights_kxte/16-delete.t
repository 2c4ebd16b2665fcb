# RFC 4314 §2.1.1: d stands for e and t, and is told where one of them is there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETACL INBOX Byron d
S: b OK Setacl completed.
C: c SETACL INBOX Carl t
S: c OK Setacl completed.
C: d SETACL INBOX Byron -e
S: d OK Setacl completed.
C: e GETACL INBOX
S: * ACL INBOX alice@example.org lrswipkxteacd Byron td Carl td
S: e OK Getacl completed.
C: f SETACL INBOX Byron -d
S: f OK Setacl completed.
C: g GETACL INBOX
S: * ACL INBOX alice@example.org lrswipkxteacd Carl td
S: g OK Getacl completed.
