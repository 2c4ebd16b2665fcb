// The queue in mailq's layout.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "mta/queue/listing.h"

namespace mailstead::tools {

// Makes the list message by message. Local time, from the user's time zone.
class mailq_printer {
public:
    // Texts are shown as they are when they are UTF-8, else with their other bytes marked.
    void add(mta::queue::listed_message const& what);
    // `marks`: what stands behind its id.
    void add(std::string_view id, std::string_view marks, mta::queue::listed_message const& what);
    // The last line; or that there is nothing.
    void end();

    std::string const& text() const noexcept { return text_; }    // what was made since clear()
    void clear() noexcept { text_.clear(); }

private:
    std::string_view when(std::int64_t seconds);

    std::string text_;
    std::uint64_t bytes_ = 0, messages_ = 0;
    std::int64_t when_ = -1;    // of when_text_: neighbours came in the same second
    std::string when_text_;
};

// The same of the JSON lines of a listing. Lines that are no message are passed over.
std::string mailq_text(std::string_view json_lines);

}  // namespace mailstead::tools
