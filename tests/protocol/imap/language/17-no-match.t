# Lookup shortens a range, it does not lengthen one: "e" and "ene" are not "en", and an empty range is none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LANGUAGE e ene ""
S: b NO Unsupported language.
C: c LANGUAGE i
S: c NO Unsupported language.
C: d LANGUAGE en-a-bbb
S: * LANGUAGE (en)
S: d OK Language completed.
