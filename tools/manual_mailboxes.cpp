// The man pages of the commands for mailboxes: `mailstead import` is mailstead-import(1).
#include "tools/manual_texts.h"

namespace mailstead::tools {
namespace {

constexpr std::string_view account_words =
    "ACCOUNT is an account, an address of virtual_mailbox_maps, or a system user. FOLDER has its levels between slashes, in a Maildir "
    "between dots too: Lists/cooks; INBOX is the inbox.\n\n"
    "While the server runs it does the work itself (private/store-admin, for root, mail_owner and the store's own user), and mail "
    "comes and is read meanwhile; while it is stopped the command does the same alone, and the server does not start before it has "
    "ended. On a terminal it tells how far it is.";

}  // namespace

std::vector<manual_page> mailbox_pages() {
    return {
        {"mailstead-import",
         "bring mail from elsewhere into an account",
         "[-c DIRECTORY] [--format maildir|mbox|tar] [--access] ACCOUNT SOURCE [FOLDER]",
         "SOURCE is a Maildir with its folders (Maildir++, or directories in directories), an mbox, a directory of mboxes (files are "
         "folders, directories levels above them), or a tar of a Maildir, compressed or not. Flags, keywords, dates, folders and "
         "subscriptions come along, and from an export of ours annotations, with --access its access lists too. Where the account is new, so do UIDVALIDITY and uids that a dovecot-uidlist, courierimapuiddb or "
         "mailstead-uidlist in SOURCE names; clients then download nothing again. With FOLDER the mail goes there and below.\n\n"
         "Messages are stored in batches, each whole and durable or not at all. What cannot be read, is empty or compressed is named "
         "and passed over. A name that is neither modified UTF-7 nor UTF-8 is read as Latin-1. In a tar a message that is a hard link to another "
         "is passed over: make it with tar --hard-dereference. As root a directory is read with the rights of its owner, so that a "
         "link in it brings him nothing that he could not read himself.\n\n"
         "An import that was broken off is begun again with the same command: messages that are there already are not doubled. They "
         "are known by what they are called in SOURCE (file name without flags; for an mbox a hash of header and length), and a mark "
         "beside the account's index, which stays until an import of the same SOURCE into the same FOLDER has passed nothing over. "
         "After that the same command brings the mail once more.\n\n"
         "A message of SOURCE whose keywords are no atoms, or too many, loses those; levels of a folder's name that have the account's separator "
         "in them get an underscore for it.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"--format KIND", "maildir, mbox or tar; otherwise it is found out."},
          {"--access", "Access lists of the export come along: others may read or change this account's mail by them. Only for a SOURCE that nobody else could write."},
          {"ACCOUNT, FOLDER", account_words}},
         "0 when all of SOURCE is there and durable; 1 when messages were passed over, or the target is full; 66 SOURCE cannot be read, 67 there is no such "
         "account, 75 try again later; others as in sysexits.h.",
         {"mailstead-export(1)", "mailstead(1)"}},
        {"mailstead-export",
         "write an account's mail as a Maildir, as mboxes or as one tar",
         "[-c DIRECTORY] [--format maildir|mbox|tar] ACCOUNT DEST [FOLDER]\nuidlist ACCOUNT",
         "DEST must not be there yet; it appears when it is complete and durable. By its name it is a tar (.tar), mboxes (.mbox: a "
         "directory with a file for each folder, one file when FOLDER is given), else a Maildir. What root makes in a user's directory is made with that user's rights, and is his.\n\n"
         "Maildir and tar have Dovecot's form: Maildir++ folders, dovecot-uidlist, dovecot-keywords, subscriptions. Annotations and access "
         "lists are in mailstead-records. Imported into a "
         "new account they give the same account again, uids included. A message has the same file name in every export. Keywords "
         "beyond the 26 that a Maildir can name are left out there. An mbox has flags and keywords in Status, X-Status and X-Keywords, "
         "and no uids.\n\n"
         "`export uidlist` writes the uids of a Maildir account into dovecot-uidlist files in its folders, for a Dovecot that is to "
         "serve it from then on. An account that is called uidlist is named by its whole address.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"--format KIND", "maildir, mbox or tar."},
          {"ACCOUNT, FOLDER", account_words}},
         "0 when all of it is in DEST; 1 when messages are missing in it, or nothing was made; 67 there is no such account, 73 DEST cannot be made; others as in sysexits.h.",
         {"mailstead-import(1)", "mailstead(1)"}},
        {"mailstead-mailbox",
         "examine and mend mailboxes",
         "check [-c DIRECTORY] [--repair] ACCOUNT [FOLDER]",
         "Compares the index, the list of uids and the files of every folder, or of one, and says in plain words what does not fit: "
         "messages without a file and files the index has missed, wrong sizes, two files with one base name, damaged lists, old "
         "files in tmp/, missing directories, owners and permissions, an mbox that cannot be parsed, a maildirsize that does not add "
         "up. A line begins with `problem`, `mended` or `note` (worth knowing, and in order). Every message is read; sessions "
         "and deliveries of the folder wait.\n\n"
         "--repair mends what can be mended without losing mail: a message keeps its uid when its size was wrong, one that was "
         "hidden by another becomes visible. A message whose file is gone is given up. An mbox itself is never changed.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"--repair", "Mend, and say what was mended."},
          {"ACCOUNT, FOLDER", account_words}},
         "0 nothing is wrong; 1 problems are left; 2 there were some, and all are mended; 67 there is no such account; others as in sysexits.h.",
         {"mailstead(1)"}},
        {"mailstead-backup",
         "copy everything of a mail server into one directory",
         "[-c DIRECTORY] DIR",
         "DIR must not be there yet; it appears when it is complete and durable. In it are config (the configuration directory), "
         "accounts.db, queue, index, mail/0, mail/1, ... and MANIFEST, which says where each of them was. The server may run: "
         "everything that it acknowledged before the backup began is in DIR, under the same uids; what comes meanwhile may be. Messages of Maildirs "
         "are hard links where DIR is on their file system, so that further backups cost little; mboxes are copied under their "
         "locks. Owners and modes are kept; the command is run by root, or by the server's own user. Lookup tables, aliases and certificates outside of the "
         "configuration directory are not copied. A symbolic link is copied as a link; one that leads to a directory is named, since the mail behind "
         "it is not in DIR.\n\n"
         "To restore: with the server stopped, copy each part to its place (cp -a DIR/config /etc/mailstead, DIR/accounts.db to "
         "account_database, DIR/queue/. to queue_directory, DIR/index to index_directory, each DIR/mail/N to the path that MANIFEST "
         "names), then start it. A message that was being delivered while the backup was made is in the queue and in its mailbox; the delivery that is tried "
         "again finds it there.\n\n"
         "Copy (cp -a, rsync without -H) rather than move what is restored, or messages stay linked with the backup.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."}},
         "0 when all of it is in DIR; 1 when something is missing in it, which is named, or when nothing was made; others as in sysexits.h.",
         {"mailstead(1)"}},
        {"mailstead-maildirmake",
         "make an empty Maildir, or a folder in one",
         "[-S] [-q QUOTA] [-f FOLDER] DIR",
         "As Courier's maildirmake. The owner is who runs it. A directory that is there already is refused, but for -q, which then "
         "sets the quota of that Maildir.",
         {{"-f FOLDER", "Make this folder (A.B) of the Maildir DIR, as Maildir++ has it."},
          {"-q QUOTA", "Write maildirsize with this quota: octets and messages, as 10000000S,1000C or either."},
          {"-S", "Others may look into it: mode 755 instead of 700."}},
         "0 when it was made, 1 when not, 64 for wrong usage.",
         {"mailstead(1)"}},
    };
}

}  // namespace mailstead::tools
