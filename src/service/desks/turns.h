// How many bodies may be on their way in at once, of all teams and of one, so that what they take
// of memory and files is bounded and no team keeps the others out.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "contract/ids.h"

namespace vitrine::service::desks {

struct TurnLimits {
    int at_once_max = 8;  // of all teams
    int at_once_of_team_max = 4;
};

// Who may send now. Outlives the turns it gives. Any thread.
class Turns {
public:
    // `code` and `title` say it to who has to wait; both outlive this.
    Turns(TurnLimits limits, const char* code, const char* title)
        : limits_(limits), code_(code), title_(title) {}

    // One turn; it ends with this.
    class Turn {
    public:
        Turn(Turns& of, contract::TeamId team) : of_(of), team_(std::move(team)) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() { of_.end(team_); }

    private:
        Turns& of_;
        contract::TeamId team_;
    };
    // Refuses (too_many) with the code.
    base::Result<std::unique_ptr<Turn>> take(const contract::TeamId& team);

private:
    void end(const contract::TeamId& team);

    TurnLimits limits_;
    const char *code_, *title_;
    std::mutex guard_;  // for the members below
    std::map<std::string, int> by_team_;
    int all_ = 0;
};

}  // namespace vitrine::service::desks
