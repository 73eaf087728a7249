// Somebody at the machine who goes to the desks without the HTTP sheet: user, key and export.
#pragma once
#include "service/desks/world.h"
#include "service/machine/secrets.h"
#include "service/memory/memory_store.h"
#include "service/translate/translators.h"

namespace vitrine::service::commands {

struct AtTheMachine {
    explicit AtTheMachine(ports::Store& opened) : store(opened) {
        nobody = desks::operator_of({});
        nobody.team.reset();
    }

    ports::Store& store;
    machine::SystemClock clock;
    machine::SystemRandom random;
    machine::Argon2Hasher hasher;
    translate::NoTranslator translator;
    std::unique_ptr<ports::Blobs> no_files = memory::make_blobs();  // no command here has any
    desks::World world{store, clock, random, hasher, translator, *no_files};
    desks::Caller nobody;  // the operator, in no team
};

// Refuses (not_found), and (conflict) "team_ambiguous" when two teams have this name.
base::Result<contract::Team> team_named(ports::Store& store, const std::string& name);

base::Problem wrong_user_words(const std::string& title);

}  // namespace vitrine::service::commands
