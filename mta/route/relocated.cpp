#include "mta/route/relocated.h"

#include <chrono>
#include <unordered_map>

#include "base/ascii.h"
#include "conf/domains.h"
#include "smtp/path.h"

namespace mailstead::mta::route {
namespace {

constexpr auto memory_time = std::chrono::minutes(1);
constexpr std::size_t memory_limit = 10'000;

class relocating final : public resolver {
public:
    relocating(std::unique_ptr<resolver> rest, conf::maps moved, conf::search_rules search, conf::domains const& domains,
               net::disk_pool& lookups)
        : rest_(std::move(rest)), moved_(std::move(moved)), search_(std::move(search)), domains_(domains), lookups_(lookups) {}

    std::shared_ptr<target const> remembered(std::string_view sender, std::string_view address) override {
        auto const found = memory_.find(base::lowered(address));
        if (found == memory_.end() || found->second.until < std::chrono::steady_clock::now()) return nullptr;
        return found->second.where ? found->second.where : rest_->remembered(sender, address);
    }

    net::task<result<std::shared_ptr<target const>>> resolve(std::string sender, std::string address) override {
        auto const ask = [this, &address] { return new_place(address); };
        auto const place = co_await net::blocking(lookups_, ask);
        if (!place) co_return place.error();
        entry known;
        known.until = std::chrono::steady_clock::now() + memory_time;
        if (!place->empty()) known.where = refusal(*place);
        auto const answer = known.where;
        if (memory_.size() >= memory_limit) memory_.clear();
        memory_.insert_or_assign(base::lowered(address), std::move(known));
        if (answer) co_return answer;
        co_return co_await rest_->resolve(std::move(sender), std::move(address));
    }

    std::shared_ptr<target const> filter(std::string_view value, std::string_view address) override {
        return rest_->filter(value, address);
    }

    std::shared_ptr<target const> at_best_exchanger(std::string_view address) override {
        return rest_->at_best_exchanger(address);
    }

private:
    struct entry {
        std::shared_ptr<target const> where;    // null: not moved
        std::chrono::steady_clock::time_point until;
    };

    // Empty: nothing is known of that.
    result<std::string> new_place(std::string const& address) const {
        auto const whole = smtp::split_address(address);
        auto const domain = domains_.classify(whole.domain());
        if (!domain) return domain.error();
        auto const whose = *domain == conf::address_class::local ? conf::domain_is::ours : conf::domain_is::foreign;
        auto const found = conf::find_rewriting(moved_, smtp::unquoted_address(address), whose, search_);
        if (!found) return found.error();
        return *found ? (*found)->value : std::string();
    }

    static std::shared_ptr<target const> refusal(std::string const& place) {
        auto out = std::make_shared<target>();
        out->kind = target::way::error;
        out->transport = "error";
        out->status = "5.1.6";
        out->text = "User has moved to " + place;
        return out;
    }

    std::unique_ptr<resolver> rest_;
    conf::maps moved_;
    conf::search_rules search_;
    conf::domains const& domains_;
    net::disk_pool& lookups_;
    std::unordered_map<std::string, entry> memory_;
};

}  // namespace

std::unique_ptr<resolver> make_relocating(std::unique_ptr<resolver> rest, conf::maps moved, conf::search_rules search,
                                          conf::domains const& domains, net::disk_pool& lookups) {
    return std::make_unique<relocating>(std::move(rest), std::move(moved), std::move(search), domains, lookups);
}

}  // namespace mailstead::mta::route
