// Searches over several tables, and the order of keys for an address.
#include "conf/lookup.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

// Stands for a table that could not be opened: its absence must not read as an empty table.
class broken_table final : public table {
public:
    explicit broken_table(std::string name, base::error_code why) : name_(std::move(name)), why_(why) {}
    result<std::optional<std::string>> find(std::string_view) override { return why_; }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string name_;
    base::error_code why_;
};

// One search of find_address: remembers the first hit or failure.
class search {
public:
    explicit search(maps const& tables) : tables_(tables) {}

    // True when the search is over.
    bool whole(std::string_view key) { return take(key, tables_.find(key), {}); }
    bool part(std::string_view key, std::string_view extension = {}) {
        return take(key, tables_.find_part(key), extension);
    }
    result<std::optional<address_match>> answer = std::optional<address_match>();

private:
    bool take(std::string_view key, result<std::optional<std::string>> got, std::string_view extension) {
        if (!got) {
            answer = got.error();
            return true;
        }
        if (!*got) return false;
        answer = std::optional(address_match{std::move(**got), std::string(key), std::string(extension)});
        return true;
    }

    maps const& tables_;
};

// The parents of `domain`, nearest first: "b.c" of "a.b.c", or ".b.c".
bool search_parents(search& work, std::string_view domain, bool as_domain) {
    while (true) {
        auto const dot = domain.find('.');
        if (dot == domain.npos || dot + 1 == domain.size()) return false;
        if (work.part(domain.substr(as_domain ? dot + 1 : dot))) return true;
        domain.remove_prefix(dot + 1);
    }
}

bool is_request_name(std::string_view local_part) noexcept {
    return base::istarts_with(local_part, "owner-") || base::iends_with(local_part, "-request");
}

}  // namespace

maps maps::open(std::string_view list, settings const& values, conf::report const& report) {
    maps out;
    for (auto const& spec : split_list(list)) {
        auto opened = open_table(spec, values, report);
        out.add(opened ? std::move(*opened) : std::make_shared<broken_table>(spec, opened.error()));
    }
    return out;
}

result<std::optional<std::string>> maps::find(std::string_view key) const {
    for (auto const& one : tables_) {
        auto got = one->find(key);
        if (!got || *got) return got;
    }
    return std::optional<std::string>();
}

result<std::optional<std::string>> maps::find_part(std::string_view key) const {
    for (auto const& one : tables_) {
        if (one->is_pattern()) continue;
        auto got = one->find(key);
        if (!got || *got) return got;
    }
    return std::optional<std::string>();
}

bool maps::is_blocking() const noexcept {
    return std::any_of(tables_.begin(), tables_.end(), [](auto const& one) { return one->is_blocking(); });
}

split_user split_extension(std::string_view local_part, std::string_view delimiter) {
    split_user const whole{local_part, std::nullopt};
    if (delimiter.empty()) return whole;
    if (base::iequals(local_part, "mailer-daemon") || base::iequals(local_part, "double-bounce")) return whole;
    if (delimiter.find('-') != delimiter.npos && is_request_name(local_part)) return whole;
    auto const at = local_part.find_first_of(delimiter);
    if (at == local_part.npos || at == 0) return whole;
    return {local_part.substr(0, at), local_part.substr(at + 1)};
}

result<std::optional<address_match>> find_address(maps const& tables, std::string_view address,
                                                  address_keys const& keys) {
    auto const at = address.rfind('@');
    auto const local_part = address.substr(0, at);
    bool const has_domain = at != address.npos;
    auto const domain = has_domain ? address.substr(at + 1) : std::string_view();
    auto const [user, extension] = split_extension(local_part, keys.delimiter);
    auto const cut = extension.value_or(std::string_view());
    auto const user_at_domain = has_domain ? std::string(user) + '@' + std::string(domain) : std::string(user);
    search work(tables);

    if (keys.full && work.whole(address)) return work.answer;
    if (keys.full && extension && work.part(user_at_domain, cut)) return work.answer;
    if (keys.local_part && has_domain) {
        if (work.part(local_part)) return work.answer;
        if (extension && work.part(user, cut)) return work.answer;
    }
    if (keys.local_part_at) {
        if (work.part(std::string(local_part) + '@')) return work.answer;
        if (extension && work.part(std::string(user) + '@', cut)) return work.answer;
    }
    if (!has_domain) return work.answer;
    if (keys.at_domain && work.part(address.substr(at))) return work.answer;
    if (!keys.domain || work.part(domain)) return work.answer;
    (void)search_parents(work, domain, keys.parents_as_domain);
    return work.answer;
}

}  // namespace mailstead::conf
