# RFC 5466 beside RFC 9586: a filter is taken for what stands in it.
BULK INBOX 3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/filters/values/some "UID 2:3")
S~ b OK *
C: c SETMETADATA "" (/private/filters/values/counts "2:3")
S~ c OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: f UID SEARCH FILTER some
S: * SEARCH 2 3
S: f OK Search completed.
C: g UID SEARCH FILTER counts
S: g BAD [UIDREQUIRED] Message numbers are not allowed once UIDONLY is enabled.
C: h UID SORT (ARRIVAL) UTF-8 FILTER some
S: * SORT 2 3
S: h OK Sort completed.
