// The parts of postconf: what is asked for, and who answers it.
#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conf/master_cf.h"
#include "conf/settings.h"

namespace mailstead::tools::pc {

// Ends the program with status 1; the text is what is said after "postconf: fatal: ".
struct fatal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void warn(std::string_view text);

// What the command line asks for.
struct request {
    std::set<char> flags;  // also C, o and T, which take a value
    std::string directory;
    conf::settings::pairs overrides;
    std::set<std::string> classes;  // of -C; empty: builtin, service, user
    std::string tls_mode;           // of -T
    std::vector<std::string> words;

    bool has(char flag) const { return flags.contains(flag); }
    bool wants(std::string_view which) const { return classes.empty() || classes.contains(std::string(which)); }
};

request read_request(std::vector<std::string> const& args, std::string directory);
// Throws when options contradict one another.
void check_conflicts(request const&);

// "name = value" as -h, -H and -f want it, with single spaces between the words.
void print_value(request const&, std::string const& name, std::string_view value);
// `text` expanded from `values`, or fatal.
std::string expanded(conf::settings const& values, std::string const& text);

void show_parameters(request const&);        // main.cf and defaults
void show_services(request const&);          // -M
void show_fields(request const&);            // -F
void show_overrides(request const&);         // -P
void edit_parameters(request const&);        // -e, -X, -#
void edit_services(request const&);          // the same with -M, -F or -P
// -a, -A, -l, -m, -T: what this server has.
void show_facts(request const&);
void show_report_texts(request const&);      // -b, -t

// master.cf; errors in it are fatal, its warnings said.
conf::master_cf read_services(request const&);
// Says which names main.cf and master.cf refer to though nothing defines them, and which they define though nothing uses
// them, as Postfix does before and after its output.
class name_checks {
public:
    explicit name_checks(request const&);
    ~name_checks();
    name_checks(name_checks const&) = delete;
    name_checks& operator=(name_checks const&) = delete;

    conf::main_cf const& entries() const noexcept { return entries_; }
    conf::master_cf const& services() const noexcept { return services_; }
    conf::settings const& values() const noexcept { return values_; }
    bool is_unused(std::string_view name) const;
    // TRANSPORT_suffix of a service that has such parameters.
    bool is_service_parameter(std::string_view name) const { return service_names_.contains(name); }
    std::set<std::string, std::less<>> const& service_names() const noexcept { return service_names_; }

private:
    void say_undefined() const;

    request const& want_;
    conf::main_cf entries_;  // -o of the command line included
    conf::master_cf services_;
    std::set<std::string, std::less<>> service_names_;
    conf::settings values_;
    std::vector<conf::problem> unused_;
    int uncaught_;
};

}  // namespace mailstead::tools::pc
