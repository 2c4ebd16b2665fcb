// Rows as JSON.
#include "mta/queue/listing.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/queue_id.h"

namespace mailstead::mta::queue {
namespace {

namespace json = boost::json;

std::string_view queue_name(stored_message const& what) {
    switch (what.status ? what.status->state : state::active) {
    case state::active: return "active";
    case state::deferred: return "deferred";
    case state::hold: return "hold";
    case state::corrupt: return "corrupt";
    }
    return "corrupt";
}

// JSON text is UTF-8; addresses may be anything.
json::string text(std::string_view bytes) {
    return base::is_utf8(bytes) ? json::string(bytes) : json::string(base::printable(bytes, bytes.size()));
}

json::array recipients(stored_message const& what, envelope const& of) {
    json::array out;
    for (std::size_t at = 0; at < of.recipients.size(); ++at) {
        auto const* own = at < what.recipients.size() ? &what.recipients[at] : nullptr;
        if (own && (own->fate == fate::sent || own->fate == fate::bounced)) continue;
        json::object one;
        one["address"] = text(of.recipients[at].address);
        if (own && !own->reason.empty()) one["delay_reason"] = text(own->reason);
        else if (what.status && !what.status->reason.empty()) one["delay_reason"] = text(what.status->reason);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace

std::string listing_line(stored_message const& what) {
    auto const of = decode_envelope(what.envelope);
    json::object out;
    out["queue_name"] = queue_name(what);
    out["queue_id"] = id_text(what.number);
    out["arrival_time"] = of ? of->arrival / 1000000 : 0;
    out["message_size"] = what.size;
    out["forced_expire"] = what.status && what.status->expired;
    out["sender"] = !of ? json::string("(damaged)") : of->sender.empty() ? json::string("MAILER-DAEMON") : text(of->sender);
    out["recipients"] = of ? recipients(what, *of) : json::array();
    return json::serialize(out);
}

}  // namespace mailstead::mta::queue
