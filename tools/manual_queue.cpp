// The man pages of the tools for the queue and for handing mail in.
#include "tools/manual_texts.h"

namespace mailstead::tools {
namespace {

constexpr std::string_view status = "0 when it was done; 69 when the mail system is down; others as in sysexits.h.";
constexpr std::string_view plain_status = "0 when it was done, 1 when not, with the reason on standard error.";

}  // namespace

std::vector<manual_page> queue_pages() {
    return {
        {"postqueue",
         "show and flush the queue of Mailstead",
         "-p | -j\n-f\n-i QUEUE_ID\n-s SITE",
         "The queue is the running server's: it is asked, and without it the command says so.",
         {{"-f", "Try to deliver everything now."},
          {"-i QUEUE_ID", "Try to deliver this message now."},
          {"-j", "Show the queue, one JSON object to a line."},
          {"-p", "Show the queue as mailq does."},
          {"-s SITE", "Try to deliver what waits for this domain."}},
         status,
         {"mailq(1)", "mailstead(1)"}},
        {"mailq",
         "show the queue of Mailstead",
         "",
         "Prints each message with its queue id, size, time of arrival, sender, and recipients with the reason of their delay. A "
         "star behind the queue id marks a message that is being delivered, an exclamation mark one on hold, "
         "# one that the administrator let expire.",
         {},
         status,
         {"postqueue(1)", "mailstead(1)"}},
        {"postsuper",
         "hold, release, delete and requeue messages of Mailstead",
         "[-psSv] [-c DIRECTORY] [-d QUEUE_ID] [-e QUEUE_ID] [-f QUEUE_ID] [-h QUEUE_ID] [-H QUEUE_ID] [-r QUEUE_ID] [QUEUE ...]",
         "QUEUE_ID is one message, ALL for all messages, or - for ids on standard input, one to a line. QUEUE names the queues that "
         "ALL means: hold, incoming, active, deferred. Options may be given several times.\n\n"
         "It is safe while mail flows: the running server is asked, and a message that is being delivered is held or deleted "
         "when its attempt has ended. Without a server the queue is changed directly.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"-d QUEUE_ID", "Delete the message."},
          {"-e QUEUE_ID", "Let the message expire: it goes back to its sender without another attempt; from hold once it is released."},
          {"-f QUEUE_ID", "The same, and release it from hold."},
          {"-h QUEUE_ID", "Put the message on hold: it is not delivered until it is released."},
          {"-H QUEUE_ID", "Release the message from hold."},
          {"-p", "Taken, and without effect: the queue leaves no temporary files."},
          {"-r QUEUE_ID", "Requeue: the message is new again, with another id."},
          {"-s, -S", "Taken, and without effect: a queue in a database has no structure to mend."},
          {"-v", "Say more."}},
         plain_status,
         {"postqueue(1)", "postcat(1)", "mailstead(1)"}},
        {"postcat",
         "show a message of the queue of Mailstead",
         "[-behov] [-c DIRECTORY] -q QUEUE_ID ...\n[-behov] [-c DIRECTORY] FILE ...",
         "Prints envelope and text as Postfix's command does. FILE is a file of maildrop/. Needs the rights of the server's owner.",
         {{"-b", "Show the body."},
          {"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"-e", "Show the envelope."},
          {"-h", "Show the header."},
          {"-o", "Show where each record begins."},
          {"-q", "Arguments are queue ids."},
          {"-v", "Say more."}},
         plain_status,
         {"postqueue(1)", "postsuper(1)", "mailstead(1)"}},
        {"mailstead-tlsrpt",
         "show the TLS reports that other domains ask Mailstead for",
         "[-c DIRECTORY] [--day YYYY-MM-DD] [DOMAIN]",
         "Prints the TLS reports (RFC 8460) of one day, one JSON object to a line: one for each domain that asks for them by a TXT record "
         "at _smtp._tls, or for DOMAIN alone. They tell how often TLS with its mail exchangers worked, and why it did not.\n\n"
         "It needs smtp_tlsrpt_enable = yes, and reads the file that smtp_tlsrpt_database names; the server may be running. Reports are "
         "not sent yet: what is done with them is the administrator's affair. What was counted is kept for 30 days.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"--day YYYY-MM-DD", "The day, UTC; without it yesterday."}},
         "0 when there is a report; 1 when nothing was counted or the file cannot be read; 64 for wrong usage, 78 when the configuration "
         "cannot be used.",
         {"main.cf(5)", "mailstead(1)"}},
        {"sendmail",
         "hand in mail to Mailstead",
         "[-tiGv] [-f SENDER] [-F NAME] [-N NOTIFY] [-R RETURN] [-V ENVID] [-XV[xy]] [-B BODY] [-C DIRECTORY] [RECIPIENT ...]\n"
         "-bv [-f SENDER] [-C DIRECTORY] RECIPIENT ...\n"
         "-bs | -bp | -bi | -q | -qI QUEUE_ID | -qR SITE",
         "Reads a message from standard input and returns when it is durable: in the queue, or, while the server is down, as a "
         "file of maildrop/ that the server takes at its next start. Options of other sendmails that have no meaning here are "
         "taken.",
         {{"-B BODY", "7BIT or 8BITMIME."},
          {"-bi", "Make the alias databases anew, as newaliases does."},
          {"-bp", "Show the queue, as mailq does."},
          {"-bs", "Speak SMTP on standard input and output."},
          {"-bv", "Ask what would become of mail to these recipients: the sender gets a report, and they get nothing."},
          {"-C DIRECTORY", "The directory with main.cf and master.cf."},
          {"-f SENDER", "The envelope sender; otherwise the user's login."},
          {"-F NAME", "The full name for a From header that is missing."},
          {"-G", "The message comes from elsewhere: headers are not completed."},
          {"-i, -oi", "A line with a single dot is text, not the end."},
          {"-N NOTIFY", "When to report (RFC 3461): never, or success, failure, delay with commas."},
          {"-q", "Try to deliver everything now; -qI one message, -qR what waits for one site."},
          {"-R RETURN", "What a report gives back: hdrs or full."},
          {"-t", "Recipients stand in To, Cc and Bcc; Bcc is removed."},
          {"-v", "The sender gets a report of what became of each recipient in the first attempt. More than once: taken, and without effect."},
          {"-V ENVID", "An identifier that reports repeat (RFC 3461)."},
          {"-XV, -XVxy", "Variable envelope return paths: each recipient gets the message from SENDERxUSERyDOMAIN@ORIGIN, so that a "
                         "report names him; x and y otherwise as in default_verp_delimiters."}},
         "0 when the message is durable; 65 its data are wrong, 67 an address is, 69 it is not accepted (size, loops, checks), 75 try "
         "again later, 77 not allowed; others as in sysexits.h.",
         {"mailq(1)", "newaliases(1)", "postdrop(1)", "mailstead(1)"}},
        {"send-mail", "hand in mail to Mailstead", "as sendmail(1)", "Another name of sendmail(1).", {}, status, {"sendmail(1)"}},
        {"postdrop",
         "keep a submission for a Mailstead that is down",
         "[-v] [-c DIRECTORY]",
         "Takes what sendmail(1) hands over, in the form of docs/formats/maildrop.md, from standard input and puts it into "
         "maildrop/. Installed with the group setgid_group (install -g postdrop -m 2755) it lets every user of the machine do so.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf; with foreign rights only one that alternate_config_directories names."},
          {"-v", "Say more."}},
         status,
         {"sendmail(1)", "mailstead(1)"}},
        {"postlog",
         "write a line into the log of Mailstead",
         "[-iv] [-c DIRECTORY] [-p PRIORITY] [-t TAG] [TEXT ...]",
         "Without TEXT each line of standard input is a line of the log.",
         {{"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"-i", "Write the process id too."},
          {"-p PRIORITY", "info (the default), warn, error, fatal or panic."},
          {"-t TAG", "The name before the text; otherwise postlog."},
          {"-v", "Say more."}},
         plain_status,
         {"mailstead(1)"}},
    };
}

}  // namespace mailstead::tools
