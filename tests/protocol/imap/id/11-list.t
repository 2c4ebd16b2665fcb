# Fields and values, NIL among them.
S~ * OK *
C: a ID ("name" "sodr" "version" "19.34" "vendor" NIL)
S~ * ID ("name" "Mailstead"*)
S: a OK ID completed.
