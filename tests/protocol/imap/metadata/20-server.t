# The server itself: private annotations of everybody, shared ones of administrators (here none), /shared/admin by configuration.
SET admin_contact mailto:postmaster@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/vendor/cmu/color "#b71c1c")
S: b OK Setmetadata completed.
C: c GETMETADATA "" (DEPTH infinity) (/private /shared)
S: * METADATA "" (/private/vendor/cmu/color "#b71c1c" /shared/admin "mailto:postmaster@example.org")
S: c OK Getmetadata completed.
C: d SETMETADATA "" (/shared/comment "not mine")
S: d NO [NOPERM] Shared annotations of the server are set by an administrator.
C: e SETMETADATA "" (/shared/admin "mailto:eve@example.org")
S: e NO [NOPERM] The annotation is read-only.
C: f GETMETADATA "" /shared/comment
S: * METADATA "" (/shared/comment NIL)
S: f OK Getmetadata completed.
