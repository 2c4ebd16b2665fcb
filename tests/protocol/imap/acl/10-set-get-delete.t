# RFC 4314 §3.1-§3.3: the examples with our names. The owner stands first and always has all rights.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER INBOX.Drafts
C: A001 SETACL INBOX.Drafts David lrswida
S: A001 OK Setacl completed.
C: A002 GETACL INBOX.Drafts
S: * ACL INBOX.Drafts alice@example.org lrswipkxteacd David lrswitead
S: A002 OK Getacl completed.
C: A003 SETACL INBOX.Drafts Byron lrswikda
S: A003 OK Setacl completed.
C: A004 SETACL INBOX.Drafts Chris lrswi
S: A004 OK Setacl completed.
C: A005 SETACL INBOX.Drafts Chris +cda
S: A005 OK Setacl completed.
C: A006 SETACL INBOX.Drafts David -wda
S: A006 OK Setacl completed.
C: A007 GETACL INBOX.Drafts
S: * ACL INBOX.Drafts alice@example.org lrswipkxteacd Byron lrswikteacd Chris lrswikxteacd David lrsi
S: A007 OK Getacl completed.
C: A008 DELETEACL INBOX.Drafts Byron
S: A008 OK Deleteacl completed.
C: A009 SETACL INBOX.Drafts Chris ""
S: A009 OK Setacl completed.
C: A010 SETACL INBOX.Drafts -David wet
S: A010 OK Setacl completed.
C: A011 GETACL INBOX.Drafts
S: * ACL INBOX.Drafts alice@example.org lrswipkxteacd -David wted David lrsi
S: A011 OK Getacl completed.
C: A012 DELETEACL INBOX.Drafts nobody
S: A012 OK Deleteacl completed.
