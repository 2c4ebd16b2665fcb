# Names with dots, slashes, escapes and the user's own name lead nowhere.
SET other_users Other Users
SET hard_error_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work

C: b SETACL Work anyone lr
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: x0 STATUS "Other Users" (MESSAGES)
S~ x0 NO [NONEXISTENT] *
C: x1 STATUS "Other Users." (MESSAGES)
S~ x1 NO [NONEXISTENT] *
C: x2 STATUS "Other Users.." (MESSAGES)
S~ x2 NO [NONEXISTENT] *
C: x3 STATUS "Other Users...x" (MESSAGES)
S~ x3 NO [NONEXISTENT] *
C: x4 STATUS "Other Users.alice@example=2Eorg" (MESSAGES)
S~ x4 NO [NONEXISTENT] *
C: x5 STATUS "Other Users.alice@example=2Eorg." (MESSAGES)
S~ x5 NO [NONEXISTENT] *
C: x6 STATUS "Other Users.alice@example=2Eorg..Work" (MESSAGES)
S~ x6 NO [NONEXISTENT] *
C: x7 STATUS "Other Users.alice@example.org.Work" (MESSAGES)
S~ x7 NO [NONEXISTENT] *
C: x8 STATUS "Other Users.alice@example=2eorg.Work" (MESSAGES)
S~ x8 NO [NONEXISTENT] *
C: x9 STATUS "Other Users.ALICE@example=2Eorg.Work" (MESSAGES)
S~ x9 NO [NONEXISTENT] *
C: x10 STATUS "Other Users.alice@example=2Eorg.=57ork" (MESSAGES)
S~ x10 NO [NONEXISTENT] *
C: x11 STATUS "Other Users.alice@example=2Eorg.Work=2E" (MESSAGES)
S~ x11 NO [NONEXISTENT] *
C: x12 STATUS "Other Users.alice@example=2Eorg.work" (MESSAGES)
S~ x12 NO [NONEXISTENT] *
C: x13 STATUS "Other Users=2Ealice@example=2Eorg=2EWork" (MESSAGES)
S~ x13 NO [NONEXISTENT] *
C: x14 STATUS "Other Users.bob@example=2Eorg.INBOX" (MESSAGES)
S~ x14 NO [NONEXISTENT] *
C: x15 STATUS "Other Users./.Work" (MESSAGES)
S~ x15 NO [NONEXISTENT] *
C: x16 STATUS "Other Users.=2E=2E.Work" (MESSAGES)
S~ x16 NO [NONEXISTENT] *
C: x17 STATUS "Other Users.alice@example=2Eorg.Work.More" (MESSAGES)
S~ x17 NO [NONEXISTENT] *
C: x18 STATUS "Other Users.*.Work" (MESSAGES)
S~ x18 NO [NONEXISTENT] *
C: x19 STATUS "Other Users.=2E=2E/alice@example=2Eorg.Work" (MESSAGES)
S~ x19 NO [NONEXISTENT] *

C: y STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES)
S: * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 0)
S: y OK Status completed.
