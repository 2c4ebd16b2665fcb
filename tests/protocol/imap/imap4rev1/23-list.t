# LIST: wildcards, levels, children, the separator.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
FOLDER Work.Reports
FOLDER Work.Reports.Old
FOLDER Zoo
C: b LIST "" ""
S: * LIST (\Noselect) "." ""
S: b OK List completed.
C: c LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasChildren) "." Work
S: * LIST (\HasChildren) "." Work.Reports
S: * LIST (\HasNoChildren) "." Work.Reports.Old
S: * LIST (\HasNoChildren) "." Zoo
S: c OK List completed.
C: d LIST "" "%"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasChildren) "." Work
S: * LIST (\HasNoChildren) "." Zoo
S: d OK List completed.
C: e LIST Work. %
S: * LIST (\HasChildren) "." Work.Reports
S: e OK List completed.
C: f LIST "" *Old
S: * LIST (\HasNoChildren) "." Work.Reports.Old
S: f OK List completed.
C: g LIST "" inbox
S: * LIST (\HasNoChildren) "." INBOX
S: g OK List completed.
C: h LIST "" {4}
S: + OK
C: Zo%%
S: * LIST (\HasNoChildren) "." Zoo
S: h OK List completed.
C: i LIST "" nothing
S: i OK List completed.
