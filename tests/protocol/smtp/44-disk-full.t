# No 250 without a commit (promise 1); a full disk is temporary.
FAIL queue.commit ENOSPC at 1
S... 220 *
C: MAIL FROM:<a@b.example>
C: RCPT TO:<bob@example.com>
C: DATA
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S~ 354 *
C: .
S: 452 4.3.1 Insufficient system storage
QUEUED 0
FAIL queue.commit EIO at 1
C: MAIL FROM:<a@b.example>
C: RCPT TO:<bob@example.com>
C: DATA
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S~ 354 *
C: .
S: 451 4.3.0 Error: queue file write error
QUEUED 0
FAIL queue.begin ENOSPC at 1
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 452 4.3.1 Insufficient system storage
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
FAIL queue.append ENOSPC at 1
C: DATA
S~ 354 *
C: text
C: .
S: 452 4.3.1 Insufficient system storage
QUEUED 0
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
