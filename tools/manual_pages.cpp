// What the man pages of the configuration's tools say, and finding any tool's page.
#include "tools/manual.h"
#include "tools/manual_texts.h"

#include <algorithm>

namespace mailstead::tools {
namespace {

constexpr std::string_view plain_status = "0 when it was done, 1 when not, with the reason on standard error.";

std::vector<manual_page> configuration_pages() {
    return {
        {"postconf",
         "show and edit the configuration of Mailstead",
         "[-dfhHnopvx] [-c DIRECTORY] [-C CLASS,...] [-o NAME=VALUE] [NAME ...]\n"
         "-e [-c DIRECTORY] NAME=VALUE ...\n"
         "-X | -# [-c DIRECTORY] NAME ...\n"
         "-M [-fox] [-c DIRECTORY] [SERVICE[/TYPE] ...]\n"
         "-M -e SERVICE/TYPE=ROW ... | -M -X | -M -# SERVICE/TYPE ...\n"
         "-F [-fhHox] [SERVICE[/TYPE[/FIELD]] ...] | -F -e SERVICE/TYPE/FIELD=VALUE ...\n"
         "-P [-fhHox] [SERVICE[/TYPE[/NAME]] ...] | -P -e SERVICE/TYPE/NAME=VALUE ... | -P -X SERVICE/TYPE/NAME ...\n"
         "-a | -A | -l | -m | -T MODE",
         "Without options it prints parameters and their values: all of them, or those named. Options, output, warnings and "
         "exit statuses are those of Postfix's command.\n\n"
         "An edit keeps comments and the order of the file. The file is replaced in one step: a reader sees the old one or the "
         "new one, and a failure leaves the old one. A row of master.cf that is changed is written anew, one -o to a line; an "
         "edit that would not leave a row that can be read is refused.\n\n"
         "A running server follows after `mailstead reload`. Without a master.cf, -M, -F and -P show the rows that are built "
         "in.",
         {{"-a", "List the ways in which the server may check logins (smtpd_sasl_type)."},
          {"-A", "List the ways in which the SMTP client may log in (smtp_sasl_type)."},
          {"-c DIRECTORY", "The directory with main.cf and master.cf."},
          {"-C CLASS,...", "Show parameters of these classes only: builtin, service (such as relay_destination_rate_delay), user "
                           "(named by main.cf itself), all."},
          {"-d", "Show defaults instead of what is set."},
          {"-e", "Edit: set parameters, rows (with -M), fields (-F) or -o parameters (-P). NAME=VALUE means it without -e too."},
          {"-f", "Fold long lines as they may stand in the file."},
          {"-F", "Show the fields of master.cf: service, type, private, unprivileged, chroot, wakeup, process_limit, command."},
          {"-h", "Show values without names."},
          {"-H", "Show names without values."},
          {"-l", "List how mailbox files may be locked."},
          {"-m", "List the types of lookup tables."},
          {"-M", "Show rows of master.cf."},
          {"-n", "Show only parameters that main.cf sets."},
          {"-o NAME=VALUE", "Take this value instead of main.cf's."},
          {"-p", "Show parameters; what happens without another mode."},
          {"-P", "Show the -o parameters of master.cf."},
          {"-T MODE", "About TLS: compile-version, run-version or public-key-algorithms."},
          {"-v", "Taken, and without effect."},
          {"-x", "Expand $name in values."},
          {"-X", "Remove from the file what is named."},
          {"-#", "Make a comment of what is named."}},
         plain_status,
         {"main.cf(5)", "mailstead(1)"}},
    };
}

std::vector<manual_page> all_pages() {
    std::vector<manual_page> out;
    for (auto& some : {configuration_pages(), table_pages(), queue_pages(), mailbox_pages()}) out.insert(out.end(), some.begin(), some.end());
    return out;
}

}  // namespace

manual_page const* find_manual_page(std::string_view name) {
    static auto const all = all_pages();
    auto const at = std::find_if(all.begin(), all.end(), [&](manual_page const& one) { return one.name == name; });
    return at == all.end() ? nullptr : &*at;
}

}  // namespace mailstead::tools
