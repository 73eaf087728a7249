// What people do with their own account: sessions, password, second factor. And what somebody at
// the machine does for them: making an account, a new password, taking a lost second factor off.
#pragma once
#include "contract/account.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

struct NewAccount {
    std::string email, name, password;
    contract::StoreRole store_role = contract::StoreRole::none;
};

class AccountDesk {
public:
    explicit AccountDesk(World world) : world_(world) {}

    base::Result<contract::EndedSessions> end_others(const Caller& who);
    base::Result<contract::Nothing> end_session(const Caller& who,
                                                const contract::EndSession::Request& ask);
    base::Result<contract::EndedSessions> change_password(
        const Caller& who, const contract::ChangePassword::Request& ask);

    base::Result<contract::SecondFactor> second_factor(const Caller& who);
    base::Result<contract::Enrolment> enrol(const Caller& who, const contract::WithPassword& ask);
    base::Result<contract::RecoveryCodes> confirm(
        const Caller& who, const contract::ConfirmSecondFactor::Request& ask);
    base::Result<contract::RecoveryCodes> renew_recovery_codes(const Caller& who,
                                                               const contract::WithPassword& ask);
    base::Result<contract::SecondFactor> disable(const Caller& who,
                                                 const contract::WithPassword& ask);

    // For `operator_of`. Refuses (invalid) what is no e-mail or too short, (conflict)
    // "email_taken".
    base::Result<contract::User> create(const Caller& who, const NewAccount& wanted);
    // All sessions of the account end.
    base::Result<void> set_password(const Caller& who, std::string_view email,
                                    const std::string& password);
    base::Result<void> take_factor_off(const Caller& who, std::string_view email);

private:
    base::Result<void> refuse_wrong_password(const Caller& who, const std::string& password);
    base::Result<contract::EndedSessions> end_all_but(const contract::UserId& user,
                                                      std::string_view kept_hash);
    base::Result<void> note(const Caller& who, std::string_view action, std::string_view thing);

    World world_;
};

// An account as it would be stored, with a fresh id. Takes its time: the password is hashed.
base::Result<ports::Account> make_account(World& world, const NewAccount& wanted);

// Refuses (invalid), naming the field, what cannot be an e-mail address; else it without blanks.
base::Result<std::string> checked_email(std::string_view email);

}  // namespace vitrine::service::desks
