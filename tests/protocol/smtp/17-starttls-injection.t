# Commands behind STARTTLS in clear (CVE-2011-0411): never obeyed, the connection ends.
SET smtpd_tls_security_level may
S... 220 *
C: EHLO x
S... 250 *
C! STARTTLS\r\nMAIL FROM:<evil@b.example>\r\nRCPT TO:<bob@example.com>\r\n
S: 220 2.0.0 Ready to start TLS
CLOSED
QUEUED 0
