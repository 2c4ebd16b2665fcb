# What six digits cannot tell is not told; and a discarded keyword stays away.
SET smtpd_extensions LIMITS MT-PRIORITY
SET smtpd_recipient_limit 1000000
SET smtpd_discard_ehlo_keywords mt-priority
S... 220 *
C: EHLO x
S... 250 CHUNKING
C: MAIL FROM:<a@b.example> MT-PRIORITY=-3
S: 555 5.5.4 Unsupported option: MT-PRIORITY=-3
