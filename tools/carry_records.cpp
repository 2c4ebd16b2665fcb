#include "tools/carry_records.h"

#include <sysexits.h>

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace mailstead::tools {
namespace {

constexpr std::size_t longest_value = 64 << 20;    // what the store takes

// What the store would hang up at is not sent: the rest is to arrive.
bool put(store_client& to, boost::json::object request, std::string_view value, refusal& why) {
    if (value.size() > longest_value || boost::json::serialize(request).size() >= admin_wire::line_limit)
        return why = {"it is too large", EX_DATAERR, "permanent"}, false;
    if (auto const sent = to.wire().send(request); !sent) return why = broken(sent.error()), false;
    if (auto const sent = to.wire().send_bytes(value); !sent) return why = broken(sent.error()), false;
    return to.hear(why).has_value();
}

}  // namespace

std::optional<carried_records> fetch_records(store_client& from, refusal& why) {
    carried_records out;
    out.account = from.account();
    if (auto const sent = from.wire().send({{"do", "kept"}}); !sent) return why = broken(sent.error()), std::nullopt;
    for (;;) {
        auto const line = from.hear(why);
        if (!line) return std::nullopt;
        if (yes_in(*line, "end")) return out;
        auto& one = out.all.emplace_back();
        one.folder = texts_in(*line, "folder");
        one.of_account = yes_in(*line, "of_account");
        one.user = text_in(*line, "user");
        one.name = text_in(*line, "name");
        one.identifier = text_in(*line, "identifier");
        one.rights = text_in(*line, "rights");
        auto value = from.wire().receive_bytes(static_cast<std::size_t>(std::max<std::int64_t>(number_in(*line, "size"), 0)));
        if (!value) return why = broken(value.error()), std::nullopt;
        one.value = std::move(*value);
    }
}

std::optional<std::uint64_t> store_records(store_client& to, carried_records const& what, folder_path const& below,
                                           std::vector<folder_path> const& wanted, refusal& why) {
    std::uint64_t refused = 0;
    for (auto const& one : what.all) {
        if (one.of_account && !below.empty()) continue;
        auto path = below;
        auto const own = to.fitting(one.folder);
        path.insert(path.end(), own.begin(), own.end());
        if (!one.of_account && std::find(wanted.begin(), wanted.end(), path) == wanted.end()) continue;
        bool done = false;
        if (!one.identifier.empty()) {
            done = put(to, {{"do", "grant"}, {"folder", json_of(path)}, {"identifier", one.identifier}, {"rights", one.rights}}, {}, why);
        } else {
            auto const& user = one.user == what.account ? to.account() : one.user;
            done = put(to, {{"do", "annotate"}, {"folder", json_of(path)}, {"of_account", one.of_account}, {"user", user},
                            {"name", one.name}, {"size", one.value.size()}}, one.value, why);
        }
        if (!done && why.code == "broken") return std::nullopt;
        if (!done) ++refused;
    }
    why = {};
    return refused;
}

}  // namespace mailstead::tools
