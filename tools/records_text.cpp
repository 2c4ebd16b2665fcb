#include "tools/records_text.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "tools/store_client.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;

constexpr char const* version_key = "mailstead-records";
constexpr std::int64_t version = 1;

std::optional<json::object> object_in(std::string_view line) {
    boost::system::error_code trouble;
    auto value = json::parse(json::string_view(line.data(), line.size()), trouble);
    if (trouble || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

json::object object_of(carried_record const& one) {
    json::object out{{"folder", json_of(one.folder)}};
    if (!one.identifier.empty()) {
        out["identifier"] = one.identifier;
        out["rights"] = one.rights;
        return out;
    }
    if (one.of_account) out["of_account"] = true;
    out["user"] = one.user;
    out["name"] = one.name;
    out["value"] = base::base64_encode(one.value);
    return out;
}

std::optional<carried_record> record_in(json::object const& line) {
    carried_record out;
    out.folder = texts_in(line, "folder");
    out.of_account = yes_in(line, "of_account");
    out.user = text_in(line, "user");
    out.name = text_in(line, "name");
    out.identifier = text_in(line, "identifier");
    out.rights = text_in(line, "rights");
    auto value = base::base64_decode(text_in(line, "value"));
    if (!value || out.name.empty() == out.identifier.empty()) return std::nullopt;
    out.value = std::move(*value);
    return out;
}

}  // namespace

std::string print_records(carried_records const& what) {
    auto out = json::serialize(json::object{{version_key, version}, {"account", what.account}}) + '\n';
    for (auto const& one : what.all) out += json::serialize(object_of(one)) + '\n';
    return out;
}

std::optional<carried_records> parse_records(std::string_view text) {
    carried_records out;
    bool first = true;
    for (auto const line : base::split(text, "\n")) {
        auto const object = object_in(line);
        if (first && (!object || number_in(*object, version_key) != version)) return std::nullopt;
        if (first) out.account = text_in(*object, "account");
        else if (object)
            if (auto one = record_in(*object)) out.all.push_back(std::move(*one));
        first = false;
    }
    if (first) return std::nullopt;
    return out;
}

}  // namespace mailstead::tools
