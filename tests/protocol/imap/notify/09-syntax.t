# RFC 5465 5, 6.1, 8: what may not stand together is BAD.
SET hard_error_limit 100
S~ * OK *
C: 0 NOTIFY NONE
S: 0 BAD Please log in first.
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY
S~ b BAD *
C: c NOTIFY SOME
S~ c BAD *
C: d NOTIFY SET
S~ d BAD *
C: e NOTIFY SET (personal (MessageNew))
S~ e BAD * MessageNew and MessageExpunge belong together.
C: f NOTIFY SET (personal (FlagChange))
S~ f BAD *
C: g NOTIFY SET (personal (MessageExpunge FlagChange))
S~ g BAD *
C: h NOTIFY SET (selected (MailboxName))
S~ h BAD * only message events for the selected mailbox.
C: i NOTIFY SET (selected NONE) (selected-delayed NONE)
S~ i BAD * the selected mailbox is specified twice.
C: j NOTIFY SET (personal (MessageNew (UID) MessageExpunge))
S~ j BAD * fetch attributes are for the selected mailbox.
C: k NOTIFY SET (everything (MailboxName))
S~ k BAD *
C: l NOTIFY SET (mailboxes (MailboxName))
S~ l BAD *
C: m NOTIFY SET (subtree () (MailboxName))
S~ m BAD *
C: n NOTIFY SET personal (MailboxName)
S~ n BAD *
C: o NOTIFY SET (personal (MailboxName)
S~ o BAD *
C: p NOTIFY NONE NONE
S~ p BAD *
C: q NOTIFY SET (selected MessageNew MessageExpunge)
S~ q BAD *
