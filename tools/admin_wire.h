// The wire between the administrator's commands and the role store: lines of JSON, and after some of them raw bytes
// (docs/formats/store-admin.md). Blocking; one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/fs.h"
#include "base/result.h"

namespace mailstead::tools {

class admin_wire {
public:
    static constexpr std::size_t line_limit = 256 * 1024;

    // No call waits longer than `seconds` for the peer; 0: for ever.
    explicit admin_wire(base::unique_fd fd, int seconds = 0);

    // Kept until flush(), or until there is much of it.
    base::result<void> send(boost::json::object const& line);
    base::result<void> send_bytes(std::string_view bytes);
    base::result<void> flush();
    // The next line; what was kept goes out first. ECONNRESET: the peer is gone. EPROTO: no JSON object, or too long.
    base::result<boost::json::object> receive();
    // The next bytes, as many as are there, at most the room of `into`. ECONNRESET
    base::result<std::size_t> receive_some(std::span<char> into);
    base::result<std::string> receive_bytes(std::size_t count);
    // True when a line can be had without waiting for long.
    bool has_input() const;
    int fd() const noexcept { return fd_.get(); }

private:
    base::result<void> fill();

    base::unique_fd fd_;
    std::string in_, out_;
    std::size_t at_ = 0;    // of in_
};

// Members of a line; the default where it is missing or of another kind.
std::string text_in(boost::json::object const& line, std::string_view key);
std::int64_t number_in(boost::json::object const& line, std::string_view key, std::int64_t otherwise = 0);
bool yes_in(boost::json::object const& line, std::string_view key);
std::vector<std::string> texts_in(boost::json::object const& line, std::string_view key);

}  // namespace mailstead::tools
