// Problems as text.
#include "conf/problem.h"

#include <algorithm>

#include "conf/errc.h"

namespace mailstead::conf {

std::string problem::message() const {
    if (file.empty()) return text;
    if (line == 0) return file + ": " + text;
    return file + ":" + std::to_string(line) + ": " + text;
}

bool has_errors(std::vector<problem> const& problems) noexcept {
    return std::any_of(problems.begin(), problems.end(),
                       [](problem const& one) { return one.severity == severity::error; });
}

namespace {

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.conf"; }
    std::string message(int code) const override {
        switch (static_cast<errc>(code)) {
        case errc::unsupported_table: return "unsupported table type";
        case errc::bad_table: return "table cannot be used";
        case errc::bad_pattern: return "bad pattern in a list";
        case errc::lookup_failed: return "table lookup problem";
        case errc::not_a_file: return "not a regular file";
        case errc::damaged_file: return "damaged or cut short, or not a file of this type";
        case errc::no_answer: return "no proper answer from the table's server";
        }
        return "configuration trouble";
    }
};

}  // namespace

base::error_code make_error_code(errc code) noexcept {
    static category const instance;
    return {static_cast<int>(code), instance};
}

}  // namespace mailstead::conf
