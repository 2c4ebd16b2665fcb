# They end with the selected mailbox; CANCELUPDATE then is BAD.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER other
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "b")
S: b OK Search completed, will notify.
C: c SELECT other
S... c OK *
C: d CANCELUPDATE "b"
S: d BAD No updates of that tag are sent.
C: s2 SELECT INBOX
S... s2 OK *
FLAGS INBOX 1 + \Seen
C: e NOOP
S: * 1 FETCH (FLAGS (\Seen))
S: e OK NOOP completed.
C: b SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "b")
S: b OK Search completed, will notify.
C: u UNSELECT
S... u OK *
C: f CANCELUPDATE "b"
S: f BAD No mailbox selected.
