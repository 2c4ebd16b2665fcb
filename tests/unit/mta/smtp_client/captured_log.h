// What the log says while a test runs.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::mta::smtp_client::test {

class captured_log {
public:
    captured_log();
    ~captured_log();
    captured_log(captured_log const&) = delete;

    std::string text() const;
    bool has(std::string_view words) const;

private:
    std::string path_;
};

}  // namespace mailstead::mta::smtp_client::test
