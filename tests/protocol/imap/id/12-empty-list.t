# A list of nothing.
S~ * OK *
C: a ID ()
S~ * ID (*)
S: a OK ID completed.
