"""Three hundred messages into INBOX: fill.py PORT USER PASSWORD."""
import imaplib
import sys

imap = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]), timeout=30)
imap.login(sys.argv[2], sys.argv[3])
for number in range(300):
    body = f"words of letter {number}\r\n" + ("the marmalade\r\n" if number % 100 == 7 else "")
    kind = "html; charset=utf-8" if number % 100 == 9 else "plain"
    if number % 100 == 9:
        body = "<p>orange <b>mar</b>malade</p>\r\n"
    text = f"Subject: letter {number}\r\nContent-Type: text/{kind}\r\n\r\n{body}"
    done, _ = imap.append("INBOX", None, None, text.encode())
    assert done == "OK"
imap.logout()
