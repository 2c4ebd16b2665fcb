# Ranges are astrings.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b LANGUAGE {2+}\r\nen\r\n
S: * LANGUAGE (en)
S: b OK Language completed.
C: c LANGUAGE "en" "de"
S: * LANGUAGE (en)
S: c OK Language completed.
