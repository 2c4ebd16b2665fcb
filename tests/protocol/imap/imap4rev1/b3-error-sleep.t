NOCUT takes a second
# Beyond the soft limit the next command waits; what is answered already does not wait with it.
SET soft_error_limit 1
SET error_sleep 1000
S~ * OK *
C: a X
S~ a BAD *
C: b X
C: c NOOP
S~ b BAD *
SILENT
S: c OK NOOP completed.
