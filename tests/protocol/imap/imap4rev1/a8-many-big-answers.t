# Commands that come together do not pile up their answers: the client has to take them in between.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
NOCUT long
BULK INBOX 3000
C: s SELECT INBOX
S... s OK *
C* 200 x SEARCH 1:*\r\n
C: y NOOP
S~ * SEARCH 1 2 3 * 2999 3000
S: x OK Search completed.
S... y OK NOOP completed.
LARGEST 300000

C* 60 x STORE 1:200 FLAGS (\\Seen)\r\n
C: z NOOP
S... z OK NOOP completed.
LARGEST 300000
