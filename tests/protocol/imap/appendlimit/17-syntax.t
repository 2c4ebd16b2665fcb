# The item takes no value.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS INBOX (APPENDLIMIT=10)
S~ b BAD *
C: c STATUS INBOX APPENDLIMIT
S~ c BAD *
