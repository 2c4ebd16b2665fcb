# RFC 5182 2.4, example 10: what "$" stands for beside MIN, MAX, ALL and COUNT.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 6
C: s SELECT INBOX
S... s OK *
C: C282 SEARCH RETURN (ALL) 2,4:6
S: * ESEARCH (TAG "C282") ALL 2,4:6
S: C282 OK Search completed.
C: q1 FETCH $ UID
S: q1 OK Fetch completed.
C: C283 SEARCH RETURN (ALL SAVE) 2,4:6
S: * ESEARCH (TAG "C283") ALL 2,4:6
S: C283 OK Search completed, result saved.
C: q2 SEARCH $
S: * SEARCH 2 4 5 6
S: q2 OK Search completed.
C: C284 SEARCH RETURN (SAVE MIN) 2,4:6
S: * ESEARCH (TAG "C284") MIN 2
S: C284 OK Search completed, result saved.
C: q3 SEARCH $
S: * SEARCH 2
S: q3 OK Search completed.
C: C285 SEARCH RETURN (MAX SAVE MIN) 2,4:6
S: * ESEARCH (TAG "C285") MIN 2 MAX 6
S: C285 OK Search completed, result saved.
C: q4 SEARCH $
S: * SEARCH 2 6
S: q4 OK Search completed.
C: C286 SEARCH RETURN (MAX SAVE MIN COUNT) 2,4:6
S: * ESEARCH (TAG "C286") MIN 2 MAX 6 COUNT 4
S: C286 OK Search completed, result saved.
C: q5 SEARCH $
S: * SEARCH 2 4 5 6
S: q5 OK Search completed.
C: C287 SEARCH RETURN (ALL SAVE MIN) 2,4:6
S: * ESEARCH (TAG "C287") MIN 2 ALL 2,4:6
S: C287 OK Search completed, result saved.
C: C288 SEARCH RETURN (SAVE MAX) 4
S: * ESEARCH (TAG "C288") MAX 4
S: C288 OK Search completed, result saved.
C: q6 SEARCH $
S: * SEARCH 4
S: q6 OK Search completed.
