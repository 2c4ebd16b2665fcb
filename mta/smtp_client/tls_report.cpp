#include "mta/smtp_client/tls_report.h"

#include <algorithm>
#include <chrono>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "mta/smtp_client/sts_policy.h"

namespace mailstead::mta::smtp_client {
namespace {

namespace json = boost::json;

constexpr std::string_view version = "v=TLSRPTv1";
constexpr std::size_t longest_address = 2000;

bool is_alnum(char c) noexcept { return base::is_alpha(c) || base::is_digit(c); }

std::string_view without_blanks(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_visible(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri); of schemes that nobody knows too.
bool is_address_list(std::string_view text) noexcept {
    if (text.size() > longest_address) return false;
    for (std::size_t at = 0; at <= text.size();) {
        auto const comma = std::min(text.find(',', at), text.size());
        auto const one = without_blanks(text.substr(at, comma - at));
        auto const colon = one.find(':');
        if (!is_visible(one) || colon == one.npos || colon == 0 || colon + 1 == one.size() || one.find('!') != one.npos) return false;
        at = comma + 1;
    }
    return true;
}

bool is_extension(std::string_view name, std::string_view value) noexcept {
    auto const fits = [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; };
    return !name.empty() && name.size() <= 32 && is_alnum(name.front()) && std::all_of(name.begin(), name.end(), fits) && is_visible(value) &&
           value.find('=') == value.npos;
}

bool is_of_version(std::string_view text) noexcept {
    return text.starts_with(version) && without_blanks(text.substr(version.size())).starts_with(';');
}

json::array array_of(std::vector<std::string> const& all) {
    json::array out;
    for (auto const& one : all) out.emplace_back(one);
    return out;
}

json::object object_of(tls_failure const& what) {
    json::object out{{"result-type", what.result}};
    auto const add = [&out](char const* name, std::string const& value) {
        if (!value.empty()) out[name] = value;
    };
    add("sending-mta-ip", what.sending_address);
    add("receiving-mx-hostname", what.host);
    add("receiving-mx-helo", what.helo);
    add("receiving-ip", what.address);
    out["failed-session-count"] = what.count;
    add("failure-reason-code", what.reason);
    return out;
}

json::object object_of(tls_policy_report const& what, std::string const& domain) {
    json::object policy{{"policy-type", what.type}};
    if (!what.strings.empty()) policy["policy-string"] = array_of(what.strings);
    policy["policy-domain"] = domain;
    if (!what.mx.empty()) policy["mx-host"] = array_of(what.mx);
    json::object out;
    out["policy"] = std::move(policy);
    out["summary"] = json::object{{"total-successful-session-count", what.successes}, {"total-failure-session-count", what.failures}};
    json::array details;
    for (auto const& one : what.details) details.emplace_back(object_of(one));
    if (!details.empty()) out["failure-details"] = std::move(details);
    return out;
}

}  // namespace

std::optional<std::string> report_address(std::string_view text) {
    if (!is_of_version(text)) return std::nullopt;
    text = without_blanks(text.substr(version.size()));
    std::optional<std::string> found;
    while (text.starts_with(';')) {
        text.remove_prefix(1);
        auto const end = std::min(text.find(';'), text.size());
        auto const field = without_blanks(text.substr(0, end));
        text.remove_prefix(end);
        if (field.empty() && text.empty()) break;    // a delimiter at the end
        auto const equals = field.find('=');
        if (equals == field.npos) return std::nullopt;
        auto const name = field.substr(0, equals), value = field.substr(equals + 1);
        if (name == "rua" ? !is_address_list(value) : !is_extension(name, value)) return std::nullopt;
        if (name == "rua" && !found) found = value;
    }
    return found;
}

std::optional<std::string> find_report_address(std::vector<std::string> const& rdata) {
    std::optional<std::string> only;
    for (auto const& one : rdata) {
        auto text = text_of_txt(one);
        if (!text || !is_of_version(*text)) continue;
        if (only) return std::nullopt;
        only = std::move(text);
    }
    return only ? report_address(*only) : std::nullopt;
}

std::string json_of(tls_report const& what) {
    json::object out;
    out["organization-name"] = what.organization;
    auto const day = day_text(what.day);
    out["date-range"] = json::object{{"start-datetime", day + "T00:00:00Z"}, {"end-datetime", day + "T23:59:59Z"}};
    out["contact-info"] = what.contact;
    out["report-id"] = what.id;
    json::array policies;
    for (auto const& one : what.policies) policies.emplace_back(object_of(one, what.domain));
    out["policies"] = std::move(policies);
    return json::serialize(out);
}

std::string day_text(std::int64_t day) {
    std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(day))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<std::int64_t> day_named(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = base::number<unsigned>(text.substr(0, 4)), month = base::number<unsigned>(text.substr(5, 2)), day = base::number<unsigned>(text.substr(8));
    if (!year || !month || !day) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

}  // namespace mailstead::mta::smtp_client
