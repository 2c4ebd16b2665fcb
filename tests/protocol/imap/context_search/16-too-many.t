# RFC 5267 4.3.1: what is more than 16 is not kept, and all else still answered.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: t0 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t0")
S: t0 OK Search completed, will notify.
C: t1 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t1")
S: t1 OK Search completed, will notify.
C: t2 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t2")
S: t2 OK Search completed, will notify.
C: t3 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t3")
S: t3 OK Search completed, will notify.
C: t4 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t4")
S: t4 OK Search completed, will notify.
C: t5 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t5")
S: t5 OK Search completed, will notify.
C: t6 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t6")
S: t6 OK Search completed, will notify.
C: t7 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t7")
S: t7 OK Search completed, will notify.
C: t8 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t8")
S: t8 OK Search completed, will notify.
C: t9 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t9")
S: t9 OK Search completed, will notify.
C: t10 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t10")
S: t10 OK Search completed, will notify.
C: t11 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t11")
S: t11 OK Search completed, will notify.
C: t12 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t12")
S: t12 OK Search completed, will notify.
C: t13 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t13")
S: t13 OK Search completed, will notify.
C: t14 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t14")
S: t14 OK Search completed, will notify.
C: t15 SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "t15")
S: t15 OK Search completed, will notify.
C: B02 UID SEARCH RETURN (UPDATE COUNT) UNSEEN
S: * ESEARCH (TAG "B02") UID COUNT 2
S: * NO [NOUPDATE "B02"] Too many contexts.
S: B02 OK Search completed, will not notify.
C: c CANCELUPDATE "t3" "t4"
S: c OK No further updates.
C: t3 SEARCH RETURN (UPDATE) SEEN
S: * ESEARCH (TAG "t3")
S: t3 OK Search completed, will notify.
