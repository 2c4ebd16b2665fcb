# smtpd_forbid_unauth_pipelining: who speaks behind HELO is sent away; nothing of what he said is obeyed.
NOCUT what came too early is a matter of pieces
SET smtpd_forbid_unauth_pipelining yes
S... 220 *
C: HELO x
C: MAIL FROM:<a@b.example>
S: 554 5.5.0 Error: SMTP protocol synchronization
CLOSED
LOG improper command pipelining after HELO from unknown[192.0.2.10]: MAIL FROM:<a@b.example>*
