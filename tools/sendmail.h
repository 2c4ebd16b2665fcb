// sendmail(1) as Postfix has it: programs of this machine hand mail in, whoever they are.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// `sendmail ARGS...` without the program's name. Reads the message from standard input, speaks on standard error; -bs
// speaks SMTP on both, -bp lists the queue. The result is the exit status of sysexits.h: 0 means that the message is
// durable, EX_TEMPFAIL that it is not, also, as with Postfix, for wrong usage. Blocking.
int sendmail(std::vector<std::string> args, std::string config_dir);

// What the arguments ask for. For tests.
struct sendmail_request {
    enum class mode { enqueue, smtp, list, aliases, start, flush, flush_one, flush_site, verify };
    mode what = mode::enqueue;
    bool takes_header_recipients = false;  // -t
    bool dot_is_text = false;              // -i
    bool remote = false;                   // -G
    unsigned verbosity = 0;                // how often -v
    bool tells_fate = false;               // once: the sender hears what becomes of it
    std::string sender;                    // -f
    bool has_sender = false;
    std::string full_name;                 // -F
    std::string notify, ret, envid, body;  // -N, -R, -V, -B
    bool verp = false;                     // -XV
    std::string verp_delimiters;           // of -XVxy; empty: the usual ones
    std::string argument;                  // of -qI, -qR
    std::string directory;                 // -C
    std::vector<std::string> recipients;   // as written
    std::vector<std::string> warnings;
    std::string complaint;  // said before the mistake
    std::string mistake;    // not empty: why it cannot be done
    int mistake_status = 0;
};
sendmail_request parse_sendmail(std::vector<std::string> const& args);

}  // namespace mailstead::tools
