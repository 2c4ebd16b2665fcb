# Together with other keys, ESEARCH and its result variable, and many messages.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 600
C! b APPEND INBOX {3+}\r\na\r\n\r\n
S~ b OK *
C: s SELECT INBOX
S... s OK *
C: c UID SEARCH RETURN (MIN MAX COUNT) SAVEDON 14-Nov-2023 UID 3:700
S: * ESEARCH (TAG "c") UID MIN 3 MAX 600 COUNT 598
S: c OK Search completed.
C: d SEARCH RETURN (SAVE) SAVEDSINCE 1-Jan-2024
S: d OK Search completed, result saved.
C: e FETCH $ (UID)
S: * 601 FETCH (UID 601)
S: e OK Fetch completed.
C: f SEARCH OR SAVEDSINCE 1-Jan-2024 UID 5
S: * SEARCH 5 601
S: f OK Search completed.
