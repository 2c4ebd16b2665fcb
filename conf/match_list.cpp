// Lists of domains, networks and tables, as mynetworks and mydestination have them.
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/lookup.h"
#include "conf/network.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

constexpr int deepest_file = 10;
constexpr std::uint64_t largest_file = 16 << 20;

// Lists whose items name one domain each, never those below it.
constexpr std::string_view exact_lists[] = {"mydestination", "virtual_alias_domains", "virtual_mailbox_domains"};

bool is_number_like(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789./") == text.npos;
}

bool is_below(std::string_view domain, std::string_view parent_with_dot) noexcept {
    return domain.size() > parent_with_dot.size() && base::iends_with(domain, parent_with_dot);
}

}  // namespace

struct match_list::pattern {
    enum class form { text, network, lookup, nonsense };
    form what = form::text;
    bool negated = false;
    std::string text;
    ip_network network;
    std::shared_ptr<conf::table> table;
};

// Makes patterns of words; files in the list are read where they stand.
class match_list_parser {
public:
    match_list_parser(settings const& values, conf::report const& report) : values_(values), report_(report) {}

    void words(std::string_view text, bool negated, int depth) {
        for (auto const& word : split_list(text)) item(word, negated, depth);
    }
    std::vector<std::shared_ptr<match_list::pattern const>> out;

private:
    using pattern = match_list::pattern;

    void item(std::string_view word, bool negated, int depth) {
        while (word.starts_with('!')) {
            negated = !negated;
            word.remove_prefix(1);
        }
        if (word.empty()) return nonsense("", negated, "no pattern after '!'");
        if (word.starts_with('/')) return file(std::string(word), negated, depth);
        auto why = network_error::syntax;
        auto const network = parse_network(word, why);
        if (network) return add({pattern::form::network, negated, std::string(word), *network, nullptr});
        if (why == network_error::host_bits)
            return nonsense(word, negated, fmt::format("non-null host address bits in \"{}\"", word));
        if (!word.starts_with('[') && word.find(':') != word.npos) return lookup(word, negated);
        if (is_number_like(word) || word.find('/') != word.npos)
            return nonsense(word, negated, fmt::format("bad net/mask pattern: \"{}\"", word));
        add({pattern::form::text, negated, std::string(word), {}, nullptr});
    }

    void lookup(std::string_view word, bool negated) {
        auto opened = open_table(word, values_, report_);
        // Why it could not be opened has been reported; a search that gets there fails.
        if (!opened) return add({pattern::form::nonsense, negated, std::string(word), {}, nullptr});
        add({pattern::form::lookup, negated, std::string(word), {}, std::move(*opened)});
    }

    void file(std::string const& path, bool negated, int depth) {
        if (depth == deepest_file) return nonsense(path, negated, fmt::format("files too deeply nested: {}", path));
        auto const text = read_regular(path, largest_file);
        if (!text) return nonsense(path, negated, fmt::format("open file {}: {}", path, text.error().message()));
        auto const lines = table_lines(*text, path, report_);
        if (!lines) return nonsense(path, negated, fmt::format("{}: {}", path, lines.error().message()));
        for (auto const& line : *lines) words(line.text, negated, depth + 1);
    }

    void nonsense(std::string_view word, bool negated, std::string why) {
        report_({{}, 0, severity::warning, std::move(why)});
        add({pattern::form::nonsense, negated, std::string(word), {}, nullptr});
    }
    void add(pattern one) { out.push_back(std::make_shared<pattern const>(std::move(one))); }

    settings const& values_;
    conf::report const& report_;
};

match_list match_list::open(std::string_view name, settings const& values, conf::report const& report) {
    auto how = subdomains::by_dot;
    auto const parents = values.list("parent_domain_matches_subdomains");
    if (std::find(parents.begin(), parents.end(), name) != parents.end()) how = subdomains::of_parents;
    if (std::find(std::begin(exact_lists), std::end(exact_lists), name) != std::end(exact_lists))
        how = subdomains::none;
    if (!report) return parse(values.text(name), values, how);
    // Copies: tables of the list keep it for what they find later.
    conf::report const named = [report, prefix = std::string(name) + ": "](problem const& one) {
        auto told = one;
        told.text = prefix + one.text;
        report(told);
    };
    return parse(values.text(name), values, how, named);
}

match_list match_list::parse(std::string_view text, settings const& values, subdomains how,
                             conf::report const& report) {
    conf::report const told = report ? report : [](problem const&) {};
    match_list_parser parser(values, told);
    parser.words(text, false, 0);
    match_list out;
    out.patterns_ = std::move(parser.out);
    out.subdomains_ = how;
    return out;
}

bool match_list::is_blocking() const noexcept {
    return std::any_of(patterns_.begin(), patterns_.end(), [](auto const& one) { return one->table && one->table->is_blocking(); });
}

result<bool> match_list::matches(std::string_view text) const { return search(text, {}); }

result<bool> match_list::matches_client(std::string_view hostname, std::string_view address) const {
    return search(hostname, address);
}

// Whether a table has `name`, or a parent of it where the list matches subdomains.
result<bool> match_list::in_table(table& where, std::string_view name) const {
    for (auto part = name; !part.empty();) {
        auto const got = where.find(part);
        if (!got) return {boost::system::in_place_error, got.error()};
        if (*got) return true;
        if (subdomains_ == subdomains::none || where.is_pattern()) return false;
        auto const dot = part.find('.', 1);
        if (dot == part.npos) return false;
        part.remove_prefix(subdomains_ == subdomains::of_parents ? dot + 1 : dot);
    }
    return false;
}

bool match_list::is_name(std::string_view pattern, std::string_view name) const noexcept {
    if (base::iequals(pattern, name)) return true;
    if (subdomains_ == subdomains::by_dot) return pattern.starts_with('.') && is_below(name, pattern);
    if (subdomains_ == subdomains::none || pattern.starts_with('.')) return false;
    return name.size() > pattern.size() && name[name.size() - pattern.size() - 1] == '.' &&
           base::iends_with(name, pattern);
}

result<bool> match_list::search(std::string_view name, std::string_view address) const {
    auto const ip = parse_ip(address);
    for (auto const& one : patterns_) {
        bool hit = false;
        if (one->what == pattern::form::nonsense) return errc::bad_pattern;
        if (one->what == pattern::form::text) hit = is_name(one->text, name);
        if (one->what == pattern::form::network) hit = ip ? one->network.contains(*ip) : base::iequals(one->text, name);
        if (one->what == pattern::form::lookup) {
            auto got = address.empty() ? result<bool>(false) : in_address_table(*one->table, address);
            if (got && !*got && !name.empty()) got = in_table(*one->table, name);
            if (!got) return {boost::system::in_place_error, got.error()};
            hit = *got;
        }
        if (hit) return !one->negated;
    }
    return false;
}

// An address is looked up whole: its parts mean nothing in such a list.
result<bool> match_list::in_address_table(table& where, std::string_view address) {
    auto const got = where.find(address);
    if (!got) return {boost::system::in_place_error, got.error()};
    return got->has_value();
}

}  // namespace mailstead::conf
