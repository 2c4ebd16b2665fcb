# More fields than anyone needs are read and dropped.
S~ * OK *
C! a ID ("k" "v"
C* 200 \x20"k" "v"
C! )\r\n
S~ * ID (*)
S: a OK ID completed.
