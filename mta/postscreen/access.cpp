#include "mta/postscreen/access.h"

#include <stdexcept>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::postscreen {
namespace {

std::optional<access> word_of(std::string_view text) {
    if (base::iequals(text, "permit")) return access::permit;
    if (base::iequals(text, "reject")) return access::reject;
    if (base::iequals(text, "dunno")) return access::dunno;
    return std::nullopt;
}

bool is_networks(std::string_view text) { return base::iequals(text, "permit_mynetworks"); }

}  // namespace

access_list access_list::open(conf::settings const& values, conf::report const& report) {
    access_list out;
    out.networks_ = conf::match_list::open("mynetworks", values, report);
    for (auto const& text : values.list("postscreen_access_list")) {
        item one;
        if (is_networks(text)) {
            one.what = item::kind::networks;
        } else if (auto const word = word_of(text)) {
            one.said = *word;
        } else if (text.find(':') != text.npos) {
            auto opened = conf::open_table(text, values, report);
            if (!opened) throw std::runtime_error("postscreen_access_list: " + text + ": " + opened.error().message());
            one.what = item::kind::table;
            one.table = std::move(*opened);
            out.blocking_ |= one.table->is_blocking();
        } else {
            throw std::runtime_error("postscreen_access_list: unknown word \"" + text + "\"; permit_mynetworks, permit, reject, dunno and tables are known");
        }
        out.items_.push_back(std::move(one));
    }
    return out;
}

access access_list::of(std::string_view address) const {
    for (auto const& one : items_) {
        auto said = one.said;
        if (one.what == item::kind::networks) said = in_networks(address);
        if (one.what == item::kind::table) {
            auto const found = one.table->find(address);
            if (!found) {
                base::log::warning("postscreen", "postscreen_access_list: {} lookup error -- ignoring the remainder of this access list",
                                   one.table->name());
                return access::failed;
            }
            said = *found ? obey(**found, address, *one.table) : access::dunno;
        }
        if (said != access::dunno) return said;
    }
    return access::dunno;
}

access access_list::in_networks(std::string_view address) const {
    auto const inside = networks_.matches_client("unknown", address);
    if (!inside) return access::failed;
    return *inside ? access::permit : access::dunno;
}

// What a table says. It names no other table: nothing here can go on for ever.
access access_list::obey(std::string_view words, std::string_view address, conf::table const& from) const {
    for (auto const text : base::split(words, ", \t\r\n")) {
        auto said = word_of(text);
        if (!said && is_networks(text)) said = in_networks(address);
        if (!said) {
            base::log::warning("postscreen", "{}: unknown command: {} -- ignoring the remainder of this access list", from.name(),
                               base::printable(text));
            return access::failed;
        }
        if (*said != access::dunno) return *said;
        if (base::iequals(text, "dunno")) break;    // ends what the table says
    }
    return access::dunno;
}

}  // namespace mailstead::mta::postscreen
