# RFC 5464 4.4: after ENABLE METADATA the entries that others have changed are named with the next answer; no values, and nothing
# that is somebody else's alone.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lrw
S: b OK Setacl completed.
C: c ENABLE METADATA METADATA-SERVER
S: * ENABLED METADATA
S: c OK Enabled.
C: d SETMETADATA Work (/shared/comment "own")
S: d OK Setmetadata completed.
C: e NOOP
S: e OK NOOP completed.
CONNECT 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/comment "x" /private/other "y")
S: b OK Setmetadata completed.
C: c SETMETADATA Work (/private/comment "x")
S: c OK Setmetadata completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b ENABLE METADATA
S: * ENABLED METADATA
S: b OK Enabled.
C: c SETMETADATA "Other Users.alice@example=2Eorg.Work" (/shared/comment "ours" /private/comment "mine")
S: c OK Setmetadata completed.
ON 1
SILENT
C: f NOOP
S: * METADATA "" /private/comment /private/other
S: * METADATA Work /private/comment /shared/comment
S: f OK NOOP completed.
C: g NOOP
S: g OK NOOP completed.
C: h SETMETADATA Work (/shared/comment "again" /private/x "1")
S: h OK Setmetadata completed.
ON bob
C: d NOOP
S: * METADATA "Other Users.alice@example=2Eorg.Work" /shared/comment
S: d OK NOOP completed.
ON 1
C: i SETMETADATA Work (/shared/comment "more")
S: i OK Setmetadata completed.
C: j DELETEACL Work bob@example.org
S: j OK Deleteacl completed.
ON bob
C: e NOOP
S: e OK NOOP completed.
# Without ENABLE nothing is said.
ON 2
C: d NOOP
S: d OK NOOP completed.
