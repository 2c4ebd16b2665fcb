"""What every search has to find, whatever is indexed: search.py PORT USER PASSWORD."""
import imaplib
import sys

imap = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]), timeout=30)
imap.login(sys.argv[2], sys.argv[3])
imap.select("INBOX", readonly=True)


def expect(wanted, *keys):
    kind, found = imap.search(None, *keys)
    numbers = [int(n) for n in found[0].split()]
    if kind != "OK" or numbers != wanted:
        sys.exit(f"SEARCH {' '.join(keys)}: {kind} {numbers}, not {wanted}")


every = [8, 10, 108, 110, 208, 210]
expect(every, "BODY", "MARMALADE")
expect(every, "TEXT", "marmalade")
expect([8, 108, 208], "BODY", '"the marmalade"')
expect([10, 110, 210], "BODY", "orange")
expect([124], "SUBJECT", '"letter 123"')
expect([124], "HEADER", "Subject", '"letter 123"')
expect([], "BODY", "nowhere")
expect([n for n in range(1, 301) if n not in every], "NOT", "BODY", "marmalade")
expect([108, 124], "UID", "1:200", "OR", "SUBJECT", '"letter 123"', "BODY", '"letter 107"')
expect(every, "FUZZY", "TEXT", "marmelade")
imap.logout()
