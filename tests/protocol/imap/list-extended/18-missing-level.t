# RFC 5258 5, example 11: a level that is no mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER music.rock
C: z1 DELETE music
S... z1 OK *
C: a2 LIST () "" %
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\NonExistent \HasChildren) "." music
S: a2 OK List completed.
C: a3 LIST "" (music music.rock)
S: * LIST (\NonExistent \HasChildren) "." music
S: * LIST (\HasNoChildren) "." music.rock
S: a3 OK List completed.
