// A message as milters see and change it: its header in memory, its body where it was put, the envelope beside them. What
// they change goes into another spool of the same id; mail that they leave alone is not copied.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mta/cleanup/origin.h"
#include "mta/cleanup/rules.h"
#include "mta/content/checks.h"
#include "mta/envelope.h"
#include "mta/milter/message.h"
#include "mta/queue/intake.h"
#include "net/disk.h"

namespace mailstead::mta::cleanup {

class filtered final : public milter::message {
public:
    // All of it outlives the object.
    struct parts {
        queue::spool& text;          // complete
        envelope& of;
        origin const& from;
        rules const& how;
        net::disk_pool& lookups;
    };
    filtered(parts with, content::subject about);
    filtered(filtered const&) = delete;

    // Reads the header. Fails where the spool does, and for a header of many megabytes, which is_too_big() then tells.
    net::task<net::result<void>> load();
    // The spool to commit instead of the first one; null: that one, since nothing in the text has changed.
    net::task<net::result<std::unique_ptr<queue::spool>>> rewritten();
    // What milter_header_checks wish.
    effects const& wishes() const noexcept { return checker_.wishes(); }
    bool is_too_big() const noexcept { return too_big_; }
    bool refused_by_checks() const noexcept { return checker_.refusal().has_value(); }

    std::vector<std::string> const& fields() const override { return fields_; }
    net::task<net::result<std::string>> body(std::uint64_t from, std::size_t size) override;
    net::task<milter::answer> apply(milter::change what) override;

private:
    net::task<milter::answer> change_header(milter::change what);
    net::task<milter::answer> add_recipient(milter::change what);
    net::task<milter::answer> change_sender(milter::change what);
    net::task<milter::answer> replace_body(std::string_view piece);
    template <class Work>
    net::task<bool> work_of(bool blocks, Work work);
    void delete_recipient(std::string const& given);
    void place(milter::change const& what, std::string field);
    std::size_t find(std::string_view name, std::uint32_t index) const;
    content::subject kept(content::subject about) const noexcept;
    bool take_fields(std::string& held);
    std::uint64_t limit() const noexcept;

    parts with_;
    std::string id_, sender_, recipient_;        // for log lines
    content::checker checker_;
    std::vector<std::string> fields_;
    std::uint64_t header_size_ = 0;              // of fields_
    std::uint64_t body_at_ = 0;                  // in the first spool
    std::unique_ptr<queue::spool> new_body_;     // null: the first one's
    char last_ = '\0';                           // of new_body_
    bool changed_ = false;
    bool too_big_ = false;
};

}  // namespace mailstead::mta::cleanup
