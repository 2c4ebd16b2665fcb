# What is stored has to be a whole search criterion, under a name that a filter may have (RFC 5466 §3.2, §4).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/filters/values/half "OR SMALLER")
S: b NO [CANNOT] The filter is not a search criterion.
C: c SETMETADATA "" (/private/filters/values/a/b "ALL")
S: c NO [CANNOT] Invalid filter name.
C: d SETMETADATA "" ("/private/filters/values/a b" "ALL")
S: d NO [CANNOT] Invalid filter name.
C: e SETMETADATA "" (/private/filters/values/empty "")
S: e NO [CANNOT] The filter is not a search criterion.
C: f SETMETADATA "" (/private/filters/values/ok "ALL" /private/filters/values/half "ALL)")
S: f NO [CANNOT] The filter is not a search criterion.
C: g GETMETADATA "" (DEPTH infinity) /private/filters
S: g OK Getmetadata completed.
C: h SETMETADATA "" (/private/filters/descriptions/ok "a description, not checked")
S: h OK Setmetadata completed.
