// The one way that every new message passes, whoever brings it: addresses are rewritten and expanded, copies are added,
// headers are completed and checked, bodies are checked; then the message is in the queue, or there is a reason why not.
// Order, log lines and replies are those of Postfix's cleanup(8).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "mta/cleanup/effects.h"
#include "mta/cleanup/message_text.h"
#include "mta/cleanup/origin.h"
#include "mta/cleanup/rules.h"
#include "mta/milter/milters.h"
#include "mta/queue/intake.h"
#include "net/disk.h"
#include "smtp/reply.h"

namespace mailstead::mta::cleanup {

using net::result;
using net::task;

// What became of a message. Without a refusal it is durable (on hold, if that was wished), or thrown away, as was wished.
struct verdict {
    std::optional<smtp::reply> refusal;            // 4xx or 5xx with enhanced code and text
    std::optional<base::error_code> trouble;       // behind a refusal: the queue's, or a pool's; for the caller's log
    bool told = false;                             // the refusal stands in the log already
    bool discarded = false;
};

// One message: begin, take..., finish, in this order and each once (take: as often as there is text). Destroyed before
// finish() it leaves nothing behind. What is wrong is remembered, and told by finish(): a client that is sending cannot
// hear anything else. Memory is bounded whatever is sent. One thread; tables that may wait are asked on `lookups`.
class passage {
public:
    // `lookups` and `clock` outlive it.
    passage(std::shared_ptr<rules const> how, net::disk_pool& lookups, base::clock const& clock,
            std::unique_ptr<queue::spool> into);

    // The envelope as it was given: addresses canonical (smtp/path.h) but not completed, recipients named once or
    // more often, each with its `original`. `wished` comes from access maps.
    task<void> begin(envelope what, origin from, effects wished);
    // The next piece of the text: CRLF lines, undotted.
    task<void> take(std::string_view text);
    // `late`: wishes that came up after begin(); its prepend has no effect.
    task<verdict> finish(effects late);
    task<verdict> finish() { return finish(effects()); }

    // The queue's id.
    std::string const& id() const noexcept { return spool_->id(); }
    // Bytes of text taken, also of a message that will be refused.
    std::uint64_t size() const noexcept { return size_; }

private:
    task<void> address_envelope();
    void begin_text();
    std::string_view without_stray_cr(std::string_view text);
    task<void> pass_on(std::string_view text);
    task<void> feed_elsewhere(std::string_view text);
    void clean(std::string_view& text);
    content::subject about(std::string_view text_from = {}) const;
    task<void> spool_ready();
    task<void> finish_text();
    void look_for_obstacles();
    task<void> carry_out(effects late);
    task<void> copy_to(std::vector<std::string> wanted);
    task<void> show_to_milters();
    void obey_milter(milter::answer const& said);
    void tell_of_milter(std::string_view action, std::string_view text) const;
    void settle_wishes();
    task<void> commit();
    void fail(int code, std::string_view enhanced, std::string_view text);
    void fail(rewrite::trouble why);
    void fail(base::error_code const& why);
    template <class Work>
    task<void> work_of(bool blocks, Work work);

    std::shared_ptr<rules const> rules_;
    net::disk_pool& lookups_;
    base::clock const& clock_;
    std::unique_ptr<queue::spool> spool_;
    envelope envelope_;
    origin origin_;
    effects wished_;
    std::optional<message_text> text_;
    std::string ready_;                            // text on its way to the spool
    std::string mended_;                           // a piece without lone CRs
    bool cr_held_ = false;                         // the last piece ended in a CR
    std::string cleaned_;                          // a piece without message_strip_characters
    std::uint64_t size_ = 0;
    bool blocks_ = false;                          // tables may wait: they are asked on lookups_
    bool told_ = false;
    std::optional<smtp::reply> refusal_;           // the first reason
    std::optional<base::error_code> trouble_;
};

}  // namespace mailstead::mta::cleanup
