# RFC 5182 2.2, example 5: a search refused with NO empties the variable, one with BAD does not.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: B282 SEARCH RETURN (SAVE) 1:2
S: B282 OK Search completed, result saved.
C: B283 SEARCH RETURN (SAVE) FROB
S~ B283 BAD *
C: B284 SEARCH CHARSET X-NONE SUBJECT x
S~ B284 NO [BADCHARSET *
C: B285 FETCH $ UID
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 2)
S: B285 OK Fetch completed.
C: B286 SEARCH RETURN (SAVE) CHARSET X-NONE SUBJECT x
S~ B286 NO [BADCHARSET *
C: B287 FETCH $ UID
S: B287 OK Fetch completed.
