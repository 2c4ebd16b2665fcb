# The attribute follows the last child.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
FOLDER Work.Reports
C: b DELETE Work.Reports
S: b OK Delete completed.
C: c LIST "" Work
S: * LIST (\HasNoChildren) "." Work
S: c OK List completed.
