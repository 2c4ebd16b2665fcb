# RFC 5466 §3.1, §3.2: a stored search stands for its criterion.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: boss@example.com\nSubject: one\n\nbody\n
TEXT INBOX From: other@example.com\nSubject: two\n\nbody\n
C: s SELECT INBOX
S... s OK *

C: b SETMETADATA "" (/private/filters/values/on-the-road "OR SMALLER 10 FROM \"boss@example.com\"")
S: b OK Setmetadata completed.
C: c SEARCH UID 1:900 FILTER on-the-road SINCE "3-Dec-2002"
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH UID 1:900 OR SMALLER 10 FROM "boss@example.com" SINCE "3-Dec-2002"
S: * SEARCH 1
S: d OK Search completed.
C: e UID SEARCH NOT FILTER On-The-Road
S: * SEARCH 2
S: e OK Search completed.
