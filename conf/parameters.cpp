// The table itself, its searches, and the grammar of times.
#include "conf/parameters.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

// The words of the table for standings.
constexpr standing used{};
constexpr standing planned{mark::planned, "not in this version yet", true};
constexpr standing later{mark::planned, "not in this version yet", false};  // nobody is let down meanwhile
constexpr standing not_yet(std::string_view reason) { return {mark::planned, reason, true}; }
constexpr standing partly(std::string_view reason) { return {mark::used, reason, true}; }
constexpr standing idle(std::string_view reason) { return {mark::idle, reason, false}; }
constexpr standing absent(std::string_view reason) { return {mark::absent, reason, true}; }
constexpr standing own(standing one) {
    one.origin = origin::ours;
    return one;
}
constexpr standing former(standing one) {
    one.origin = origin::former;
    return one;
}

constexpr parameter parts[] = {
#include "conf/parameters.def"
#include "conf/parameters_absent.def"
#include "conf/parameters_access.def"
#include "conf/parameters_client.def"
#include "conf/parameters_postscreen.def"
};

constexpr bool by_name(parameter const& a, parameter const& b) noexcept { return a.name < b.name; }

constexpr auto rows = [] {
    auto out = std::to_array(parts);
    std::sort(out.begin(), out.end(), by_name);
    return out;
}();

constexpr parameter families[] = {
    {"_delivery_slot_cost", kind::number, "$default_delivery_slot_cost", "mta",
     "As default_delivery_slot_cost, for one transport.", used},
    {"_delivery_slot_discount", kind::number, "$default_delivery_slot_discount", "mta",
     "As default_delivery_slot_discount, for one transport.", idle("as the default_ parameter"), {0, 100}},
    {"_delivery_slot_loan", kind::number, "$default_delivery_slot_loan", "mta",
     "As default_delivery_slot_loan, for one transport.", idle("as the default_ parameter")},
    {"_destination_concurrency_failed_cohort_limit", kind::number,
     "$default_destination_concurrency_failed_cohort_limit", "mta",
     "As default_destination_concurrency_failed_cohort_limit, for one transport.", used},
    {"_destination_concurrency_limit", kind::number, "$default_destination_concurrency_limit", "mta",
     "As default_destination_concurrency_limit, for one transport.", used},
    {"_destination_concurrency_negative_feedback", kind::text, "$default_destination_concurrency_negative_feedback",
     "mta", "As default_destination_concurrency_negative_feedback, for one transport.", used, {1}},
    {"_destination_concurrency_positive_feedback", kind::text, "$default_destination_concurrency_positive_feedback",
     "mta", "As default_destination_concurrency_positive_feedback, for one transport.", used, {1}},
    {"_destination_rate_delay", kind::time, "$default_destination_rate_delay", "mta",
     "As default_destination_rate_delay, for one transport.", used},
    {"_destination_recipient_limit", kind::number, "$default_destination_recipient_limit", "mta",
     "As default_destination_recipient_limit, for one transport.", used},
    {"_extra_recipient_limit", kind::number, "$default_extra_recipient_limit", "mta",
     "As default_extra_recipient_limit, for one transport.", idle("as the default_ parameter")},
    {"_initial_destination_concurrency", kind::number, "$initial_destination_concurrency", "mta",
     "As initial_destination_concurrency, for one transport.", used, {1}},
    {"_minimum_delivery_slots", kind::number, "$default_minimum_delivery_slots", "mta",
     "As default_minimum_delivery_slots, for one transport.", idle("as the default_ parameter")},
    {"_recipient_limit", kind::number, "$default_recipient_limit", "mta",
     "As default_recipient_limit, for one transport.", idle("as the default_ parameter")},
    {"_recipient_refill_delay", kind::time, "$default_recipient_refill_delay", "mta",
     "As default_recipient_refill_delay, for one transport.", idle("as the default_ parameter"), {1}},
    {"_recipient_refill_limit", kind::number, "$default_recipient_refill_limit", "mta",
     "As default_recipient_refill_limit, for one transport.", idle("as the default_ parameter"), {1}},
    {"_time_limit", kind::time, "$command_time_limit", "mta server", "As command_time_limit, for one pipe or spawn service.", used, {1}},
    {"_transport_rate_delay", kind::time, "$default_transport_rate_delay", "mta",
     "As default_transport_rate_delay, for one transport.", used},
};

constexpr bool unique() noexcept {
    for (std::size_t i = 1; i < std::size(rows); ++i)
        if (rows[i - 1].name == rows[i].name) return false;
    return true;
}
static_assert(unique(), "a name stands twice in the table of parameters");

std::int64_t unit_seconds(char unit) noexcept {
    switch (base::to_lower(unit)) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    case 'w': return 604800;
    default: return 0;
    }
}

}  // namespace

std::span<parameter const> parameters() noexcept { return rows; }

parameter const* find_parameter(std::string_view name) noexcept {
    auto const less = [](parameter const& row, std::string_view wanted) { return row.name < wanted; };
    auto const* row = std::lower_bound(std::begin(rows), std::end(rows), name, less);
    return row != std::end(rows) && row->name == name ? row : nullptr;
}

std::string_view mark_name(mark which) noexcept {
    switch (which) {
    case mark::used: return "used";
    case mark::planned: return "planned";
    case mark::idle: return "without effect";
    case mark::absent: return "not applicable";
    }
    return {};
}

std::span<parameter const> transport_parameters() noexcept { return families; }

parameter const* find_transport_parameter(std::string_view name) noexcept {
    parameter const* best =
        nullptr;  // the longest suffix: x_destination_recipient_limit is no x_destination + _recipient_limit
    for (auto const& row : families) {
        if (name.size() <= row.name.size() || !name.ends_with(row.name)) continue;
        if (best == nullptr || row.name.size() > best->name.size()) best = &row;
    }
    return best;
}

std::optional<std::int64_t> seconds_in(std::string_view text, char unit) noexcept {
    if (!text.empty() && base::is_alpha(text.back())) {
        unit = text.back();
        text.remove_suffix(1);
    }
    auto const count = base::number<std::int64_t>(text);
    auto const factor = unit_seconds(unit);
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (!count || factor == 0 || *count < 0 || *count > most / factor) return std::nullopt;
    return *count * factor;
}

char default_unit(parameter const& row) noexcept {
    auto const& text = row.value;
    if (text.size() < 2) return 's';
    char const before = text[text.size() - 2];
    bool const is_unit = unit_seconds(text.back()) != 0 && (base::is_digit(before) || before == '}');
    return is_unit ? text.back() : 's';
}

}  // namespace mailstead::conf
