# Numbers and "$" among the keys are those of the moment of the command.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (SAVE) 2
S: b OK Search completed, result saved.
C: c UID SEARCH RETURN (UPDATE ALL) 2:3 UNSEEN
S: * ESEARCH (TAG "c") UID ALL 2:3
S: c OK Search completed, will notify.
C: d UID SEARCH RETURN (UPDATE ALL) $ UNSEEN
S: * ESEARCH (TAG "d") UID ALL 2
S: d OK Search completed, will notify.
GONE INBOX 1
C: e NOOP
S: * 1 EXPUNGE
S: e OK NOOP completed.
FLAGS INBOX 4 + \Seen
FLAGS INBOX 3 + \Seen
C: f NOOP
S: * 2 FETCH (FLAGS (\Seen \Recent))
S: * 3 FETCH (FLAGS (\Seen \Recent))
S: * ESEARCH (TAG "c") UID REMOVEFROM (0 3)
S: f OK NOOP completed.
