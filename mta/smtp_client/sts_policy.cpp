#include "mta/smtp_client/sts_policy.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::smtp_client {
namespace {

constexpr std::size_t longest_id = 32, longest_name = 32, longest_host = 253;
constexpr std::uint32_t longest_age = 31557600;
constexpr std::string_view version = "v=STSv1";

bool is_alnum(char c) noexcept { return base::is_alpha(c) || base::is_digit(c); }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

std::string_view without_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_id && std::all_of(text.begin(), text.end(), is_alnum);
}

// sts-ext-name, sts-policy-ext-name
bool is_field_name(std::string_view text) noexcept {
    auto const fits = [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; };
    return !text.empty() && text.size() <= longest_name && is_alnum(text.front()) && std::all_of(text.begin(), text.end(), fits);
}

bool is_field_value(std::string_view text) noexcept {
    auto const fits = [](char c) { return c > ' ' && c < 0x7f && c != '=' && c != ';'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

// sts-policy-ext-value: UTF-8 without control characters.
bool is_policy_value(std::string_view text) noexcept {
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
    return !text.empty() && std::none_of(text.begin(), text.end(), is_control) && base::is_utf8(text);
}

bool is_label(std::string_view text) noexcept {
    auto const fits = [](char c) { return is_alnum(c) || c == '-' || c == '_'; };
    return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), fits);
}

bool is_domain(std::string_view text) noexcept {
    if (text.empty() || text.size() > longest_host) return false;
    for (std::size_t at = 0; at <= text.size();) {
        auto const dot = std::min(text.find('.', at), text.size());
        if (!is_label(text.substr(at, dot - at))) return false;
        at = dot + 1;
    }
    return true;
}

// What is left to read of a policy.
class policy_reader {
public:
    // False, with why().
    bool take(std::string_view line) {
        auto const colon = line.find(':');
        if (colon == line.npos) return fail("a line without a colon");
        auto const name = line.substr(0, colon);
        auto const value = without_blanks(line.substr(colon + 1));
        if (!is_field_name(name)) return fail("a field without a proper name");
        if (name == "version") return once(has_version_) || value == "STSv1" || fail("a version that is not STSv1");
        if (name == "mode") return once(has_mode_) || take_mode(value);
        if (name == "max_age") return once(has_age_) || take_age(value);
        if (name == "mx") return take_mx(value);
        return is_policy_value(value) || fail(fmt::format("field {} has no proper value", name));
    }
    bool finish() {
        if (!has_version_) return fail("no version");
        if (!has_mode_) return fail("no mode");
        if (!has_age_) return fail("no max_age");
        return out_.mode == sts_mode::none || !out_.mx.empty() || fail("no mx");
    }
    std::string const& why() const noexcept { return why_; }
    sts_policy take_policy() { return std::move(out_); }

private:
    bool fail(std::string why) {
        why_ = std::move(why);
        return false;
    }
    // §3.2: of a field that comes twice the first counts.
    static bool once(bool& seen) { return std::exchange(seen, true); }

    bool take_mode(std::string_view value) {
        for (auto const one : {sts_mode::none, sts_mode::testing, sts_mode::enforce}) {
            if (value != name_of(one)) continue;
            out_.mode = one;
            return true;
        }
        return fail("an unknown mode");
    }
    bool take_age(std::string_view value) {
        auto const age = value.size() <= 10 ? base::number<std::uint64_t>(value) : std::nullopt;
        if (!age) return fail("a max_age that is no number");
        out_.max_age = static_cast<std::uint32_t>(std::min<std::uint64_t>(*age, longest_age));
        return true;
    }
    bool take_mx(std::string_view value) {
        bool const wild = value.starts_with("*.");
        if (!is_domain(wild ? value.substr(2) : value)) return fail("an mx that is no domain name");
        if (out_.mx.size() >= most_sts_patterns) return fail(fmt::format("more than {} mx", most_sts_patterns));
        out_.mx.push_back(base::lowered(value));
        return true;
    }

    sts_policy out_;
    std::string why_;
    bool has_version_ = false, has_mode_ = false, has_age_ = false;
};

bool matches(std::string_view pattern, std::string_view host) noexcept {
    if (!pattern.starts_with("*.")) return base::iequals(pattern, host);
    auto const dot = host.find('.');
    return dot != host.npos && dot > 0 && base::iequals(pattern.substr(1), host.substr(dot));
}

}  // namespace

std::string_view name_of(sts_mode mode) noexcept {
    return mode == sts_mode::enforce ? "enforce" : mode == sts_mode::testing ? "testing" : "none";
}

std::optional<std::string> sts_id(std::string_view text) {
    if (!text.starts_with(version)) return std::nullopt;
    text = without_blanks(text.substr(version.size()));
    if (!text.starts_with(';')) return std::nullopt;
    std::optional<std::string> id;
    while (text.starts_with(';')) {
        text.remove_prefix(1);
        auto const end = std::min(text.find(';'), text.size());
        auto const field = without_blanks(text.substr(0, end));
        text.remove_prefix(end);
        if (field.empty() && text.empty()) break;    // a delimiter at the end
        auto const equals = field.find('=');
        if (equals == field.npos) return std::nullopt;
        auto const name = field.substr(0, equals), value = field.substr(equals + 1);
        if (name == "id" ? !is_id(value) : !is_field_name(name) || !is_field_value(value)) return std::nullopt;
        if (name == "id" && !id) id = value;
    }
    return id;
}

std::optional<std::string> text_of_txt(std::string_view rdata) {
    std::string out;
    while (!rdata.empty()) {
        auto const size = static_cast<unsigned char>(rdata.front());
        if (rdata.size() < size + 1u) return std::nullopt;
        out += rdata.substr(1, size);
        rdata.remove_prefix(size + 1u);
    }
    return out;
}

std::optional<std::string> find_sts_id(std::vector<std::string> const& rdata) {
    std::optional<std::string> only;
    for (auto const& one : rdata) {
        auto text = text_of_txt(one);
        if (!text || !text->starts_with(version)) continue;
        // "v=STSv10" is another version.
        auto const rest = without_blanks(std::string_view(*text).substr(version.size()));
        if (!rest.starts_with(';')) continue;
        if (only) return std::nullopt;
        only = std::move(text);
    }
    return only ? sts_id(*only) : std::nullopt;
}

std::optional<sts_policy> parse_sts_policy(std::string_view text, std::string& why) {
    if (text.size() > sts_policy_limit) {
        why = fmt::format("more than {} bytes", sts_policy_limit);
        return std::nullopt;
    }
    policy_reader read;
    bool fine = true;
    while (fine && !text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        line = without_blanks(line);
        if (!line.empty()) fine = read.take(line);    // empty lines stand at the end of many real ones
    }
    fine = fine && read.finish();
    if (fine) return read.take_policy();
    why = read.why();
    return std::nullopt;
}

bool names_host(sts_policy const& policy, std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    auto const fits = [host](std::string const& one) { return matches(one, host); };
    return !host.empty() && std::any_of(policy.mx.begin(), policy.mx.end(), fits);
}

}  // namespace mailstead::mta::smtp_client
