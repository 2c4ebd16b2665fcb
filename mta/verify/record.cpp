#include "mta/verify/record.h"

namespace mailstead::mta::verify {
namespace {

constexpr std::int64_t probe_time = 1000;    // seconds after which a probe without a result is forgotten

bool is_positive(record const& one) noexcept { return one.status == status::deliverable; }

}  // namespace

bool is_expired(record const& one, rules const& how, std::int64_t now) noexcept {
    if (one.status == status::unknown || one.updated == 0) return true;
    auto const time = is_positive(one) ? how.positive_expire : how.negative_expire;
    return one.updated + time.count() < now;
}

view look_at(record const& one, rules const& how, std::int64_t now) {
    view out;
    bool const expired = is_expired(one, how, now);
    if (!expired) {
        out.status = one.status;
        out.text = one.text;
    }
    auto const fresh = is_positive(one) ? how.positive_refresh : how.negative_refresh;
    bool const old = expired || one.updated + fresh.count() < now;
    out.probe = old && one.probed + probe_time < now;
    return out;
}

record updated(record const& before, finding const& what, rules const& how, std::int64_t now) {
    bool const good = what.status == status::deliverable;
    auto out = before;
    out.probed = 0;
    if (!good && is_positive(before) && !is_expired(before, how, now)) return out;
    out.status = what.status;
    out.updated = now;
    out.text = what.text;
    return out;
}

}  // namespace mailstead::mta::verify
