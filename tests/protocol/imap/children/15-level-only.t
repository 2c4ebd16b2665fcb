# A level that is no mailbox has children: else it would not be there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work.Reports
C: b DELETE Work
S: b OK Delete completed.
C: c LIST "" Work
S: * LIST (\Noselect \HasChildren) "." Work
S: c OK List completed.
