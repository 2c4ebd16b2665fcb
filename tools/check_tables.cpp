// The check of lookup tables and lists: each that a used parameter names is opened, and asked once where nothing but this
// machine answers.
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/lookup.h"
#include "conf/network.h"
#include "conf/parameters.h"
#include "conf/table.h"
#include "tools/check.h"

namespace mailstead::tools::checks {
namespace {

constexpr std::size_t told_of_one_table = 3;    // a file of rubbish has a mistake in each line
constexpr std::string_view probe = "mailstead-check.invalid";    // no table has it

// Lists in which names, networks and files stand beside tables.
constexpr std::string_view match_lists[] = {
    "authorized_flush_users", "authorized_mailq_users",          "authorized_submit_users",       "fast_flush_domains",
    "masquerade_exceptions",  "mydestination",                   "mynetworks",                    "relay_domains",
    "smtpd_authorized_xclient_hosts", "smtpd_authorized_xforward_hosts", "smtpd_client_event_limit_exceptions",
    "virtual_alias_domains",  "virtual_mailbox_domains"};

std::optional<struct stat> status_of(std::string const& path) {
    struct stat out {};
    if (::stat(path.c_str(), &out) != 0) return std::nullopt;
    return out;
}

// The file behind "type:path"; what is wrong with it, or nothing.
std::string table_trouble(std::string_view type, std::string const& path) {
    auto const* suffix = type == "hash" || type == "btree" ? ".db" : type == "lmdb" ? ".lmdb" : type == "cdb" ? ".cdb" : "";
    auto const source = status_of(path);
    if (*suffix == '\0') return source ? "" : fmt::format("{} is missing", path);
    auto const index = status_of(path + suffix);
    if (!index && !source) return fmt::format("{}{} and {} are missing: mail that needs them is deferred", path, suffix, path);
    if (!index) return fmt::format("{0}{1} is missing, {0} is read instead; run: postmap {2}:{0}", path, suffix, type);
    if (source && index->st_mtime < source->st_mtime)
        return fmt::format("{0}{1} is older than {0}; run: postmap {2}:{0}", path, suffix, type);
    return {};
}

constexpr std::string_view file_types[] = {"btree", "cdb", "cidr", "hash", "lmdb", "pcre", "regexp", "sqlite", "texthash"};

// A word of a value, if it names a table of a type that lies in a file: its type and the rest.
std::optional<std::pair<std::string_view, std::string_view>> file_table_in(std::string_view word) {
    while (word.starts_with("proxy:")) word.remove_prefix(6);
    auto const colon = word.find(':');
    if (colon == word.npos || colon + 1 >= word.size()) return std::nullopt;
    auto const type = word.substr(0, colon);
    auto const rest = word.substr(colon + 1);
    if (std::find(std::begin(file_types), std::end(file_types), type) == std::end(file_types)) return std::nullopt;
    if (!rest.starts_with('/')) return std::nullopt;
    return std::pair{type, rest};
}

bool may_name_tables(conf::parameter const& row) noexcept {
    if (row.standing.mark != conf::mark::used && !row.standing.matters) return false;    // nobody opens them
    return row.kind == conf::kind::list || row.name.ends_with("_maps");
}

// All words of it are tables.
bool holds_tables_only(std::string_view name) noexcept { return name.ends_with("_maps") || name.ends_with("_checks"); }

bool is_match_list(std::string_view name) noexcept {
    return std::find(std::begin(match_lists), std::end(match_lists), name) != std::end(match_lists);
}

// A table whose answer would come from elsewhere: a check waits for nobody.
bool asks_a_server(std::string_view word) noexcept {
    for (auto const* type : {"tcp:", "socketmap:", "proxy:tcp:", "proxy:socketmap:"})
        if (word.find(type) != word.npos) return true;
    return false;
}

bool is_check_of_table(std::string_view word) noexcept { return word.starts_with("check_") && word.ends_with("_access"); }

class table_check {
public:
    explicit table_check(problems& out) : out_(out) {}

    // `service`: whose -o set the parameter; null for main.cf and defaults.
    void look(conf::settings const& values, std::string const& name, conf::service const* service) {
        auto const* row = conf::find_parameter(name);
        if (row != nullptr && !may_name_tables(*row)) return;
        place_ = values.place(name);
        if (service != nullptr) place_ = {service->file, service->line};
        name_ = name;
        if (!values.is_set(name)) name_ += " (the default)";
        std::string before, others;
        for (auto const& word : conf::split_list(values.text(name))) {
            if (is_table(name, word, before)) table(values, word.starts_with('!') ? word.substr(1) : word);
            else others += word + ' ';
            before = word;
        }
        if (is_match_list(name)) (void)conf::match_list::parse(others, values, {}, reporter());
    }

private:
    static bool is_table(std::string_view name, std::string_view word, std::string_view before) {
        if (word.starts_with('!')) word.remove_prefix(1);
        if (holds_tables_only(name) || is_check_of_table(before)) return true;
        if (!is_match_list(name)) return file_table_in(word).has_value();
        conf::network_error why{};
        bool const is_network = conf::parse_network(word, why) || why == conf::network_error::host_bits;
        return !is_network && word.find(':') != word.npos && !word.starts_with('[') && !word.starts_with('/');
    }

    void table(conf::settings const& values, std::string const& word) {
        if (!seen_.insert(word).second) return;
        if (auto const in_file = file_table_in(word)) {
            auto trouble = table_trouble(in_file->first, std::string(in_file->second));
            if (!trouble.empty()) return say(std::move(trouble));
        }
        heard_ = false;
        auto const opened = conf::open_table(word, values, reporter());
        if (!opened && !heard_) return say(fmt::format("{}: {}", word, opened.error().message()));
        if (!opened || asks_a_server(word)) return;
        auto const answer = (*opened)->find(probe);
        if (!answer && !heard_) say(fmt::format("lookups in {} fail: {}", word, answer.error().message()));
    }

    // What tables say while they are opened and asked; not afterwards, since they live no longer.
    conf::report reporter() {
        return [this, told = std::size_t{0}](conf::problem const& one) mutable {
            if (++told <= told_of_one_table) say(one.message());
            if (told == told_of_one_table + 1) say("there is more of this kind");
        };
    }

    void say(std::string text) {
        heard_ = true;
        if (!said_.insert(text).second) return;
        out_.push_back({place_.file, place_.line, conf::severity::warning, fmt::format("{}: {}", name_, text)});
    }

    problems& out_;
    std::set<std::string> seen_, said_;
    conf::settings::place_of_setting place_;
    std::string name_;
    bool heard_ = false;    // the table at hand has said what is wrong
};

}  // namespace

problems tables(conf::configuration const& files) {
    problems out;
    table_check check(out);
    // What is set comes first: a default such as virtual_alias_domains may repeat it.
    for (auto const& name : files.values->set_names()) check.look(*files.values, name, nullptr);
    for (auto const& service : files.services.services) {
        if (service.overrides.empty()) continue;
        auto const values = files.values_for(service);
        for (auto const& [name, value] : service.overrides) check.look(values, name, &service);
    }
    for (auto const& name : files.values->names())
        if (!files.values->is_set(name) && name != "alias_database") check.look(*files.values, name, nullptr);
    return out;
}

}  // namespace mailstead::tools::checks
