// The values of all parameters, checked once and then only read.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conf/machine.h"
#include "conf/main_cf.h"
#include "conf/problem.h"

namespace mailstead::conf {

// Immutable and cheap to copy (the state is shared); safe to read from any thread.
// Accessors throw std::logic_error for a name that neither the table, nor a transport's family, nor main.cf has:
// that is our own mistake. They cannot fail on values: those were checked when the object was made, and a
// parameter whose value was refused keeps its default.
class settings {
public:
    using pairs = std::vector<std::pair<std::string, std::string>>;

    // Defaults only, on this machine.
    settings();
    // The values of `entries` over the defaults. `directory` is config_directory. Bad values (errors) and references
    // to names that do not exist (warnings) are added to `problems`. Reads the file that myorigin may name.
    settings(main_cf const& entries, std::string directory, machine const& host, std::vector<problem>& problems);

    // These values with `overrides` on top (master.cf -o, command line -o). An override that its parameter refuses
    // is added to `problems` when given, and leaves the value as it was.
    settings with(pairs const& overrides, std::vector<problem>* problems = nullptr) const;

    // The value, fully expanded; "" when empty.
    std::string text(std::string_view name) const;
    bool yes(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    std::chrono::seconds duration(std::string_view name) const;
    // Items between commas and white space; a { } group stays one item with its braces.
    std::vector<std::string> list(std::string_view name) const;

    // Set in main.cf or by an override, even to an empty value.
    bool is_set(std::string_view name) const noexcept;
    // Where it was set last: no file and line 0 when it was not, or by an override.
    struct place_of_setting {
        std::string file;
        int line = 0;
    };
    place_of_setting place(std::string_view name) const;
    // A name that any accessor would accept.
    bool is_known(std::string_view name) const noexcept;
    // The value as written, not expanded: explicit if set, else the default. For postconf.
    std::string raw(std::string_view name) const;
    // The default as the table and the machine give it, not expanded.
    std::string raw_default(std::string_view name) const;
    // `text` with its $names replaced from these values. What cannot be expanded (a loop, a broken ${}) is "", with the
    // reason in `why` when given.
    std::string expand(std::string_view text, std::string* why = nullptr) const;

    // All names of the table, sorted.
    std::vector<std::string> names() const;
    // Names that main.cf or an override sets, sorted; user-defined ones too.
    std::vector<std::string> set_names() const;
    machine const& host() const noexcept;

private:
    struct state;
    explicit settings(std::shared_ptr<state const> values) noexcept : state_(std::move(values)) {}
    std::shared_ptr<state const> state_;
};

// Items of a list value: between commas and white space, { } groups kept whole.
std::vector<std::string> split_list(std::string_view text);

}  // namespace mailstead::conf
