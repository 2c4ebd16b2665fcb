# A tag in use, one too many, a charset that is none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: t0 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t0")
S: t0 OK Sort completed, will notify.
C: t1 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t1")
S: t1 OK Sort completed, will notify.
C: t2 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t2")
S: t2 OK Sort completed, will notify.
C: t3 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t3")
S: t3 OK Sort completed, will notify.
C: t4 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t4")
S: t4 OK Sort completed, will notify.
C: t5 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t5")
S: t5 OK Sort completed, will notify.
C: t6 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t6")
S: t6 OK Sort completed, will notify.
C: t7 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t7")
S: t7 OK Sort completed, will notify.
C: t8 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t8")
S: t8 OK Sort completed, will notify.
C: t9 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t9")
S: t9 OK Sort completed, will notify.
C: t10 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t10")
S: t10 OK Sort completed, will notify.
C: t11 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t11")
S: t11 OK Sort completed, will notify.
C: t12 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t12")
S: t12 OK Sort completed, will notify.
C: t13 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t13")
S: t13 OK Sort completed, will notify.
C: t14 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t14")
S: t14 OK Sort completed, will notify.
C: t15 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "t15")
S: t15 OK Sort completed, will notify.
C: t3 SORT RETURN (UPDATE) (DATE) UTF-8 ALL
S: t3 BAD Tag reuse.
C: t3 SEARCH RETURN (UPDATE) ALL
S: t3 BAD Tag reuse.
C: B02 UID SORT RETURN (UPDATE COUNT) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "B02") UID COUNT 3
S: * NO [NOUPDATE "B02"] Too many contexts.
S: B02 OK Sort completed, will not notify.
C: c SORT RETURN (UPDATE) (DATE) X-UNKNOWN ALL
S: c NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
C: d CANCELUPDATE "t0"
S: d OK No further updates.
