// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.digest.Nonces;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What is remembered of clients' log-ins from one request to another and over a reload: bounded, in memory only. Thread-safe. */
public final class AuthMemory {
    private final Throttle throttle;
    private final DomainBudget domainBudget;
    private final RightPasswords rightPasswords;
    private final Nonces nonces;

    /** @param random a {@link java.security.SecureRandom} but in tests */
    public AuthMemory(IdentitySettings settings, InstantSource clock, RandomGenerator random) {
        throttle = new Throttle(settings.throttle(), clock);
        domainBudget = new DomainBudget(settings.throttle(), clock);
        rightPasswords = new RightPasswords(settings.remember(), clock, random);
        nonces = new Nonces(settings.nonces().lifetime(), settings.nonces().entriesMax(), random);
    }

    /** Obeys other settings from now on, as far as they concern it; nothing is forgotten. */
    public void use(IdentitySettings settings) {
        throttle.use(settings.throttle());
        domainBudget.use(settings.throttle());
        rightPasswords.use(settings.remember());
    }

    /** Others, the members of an array, are told what becomes of log-ins. */
    public void tell(Consumer<LogInEvent> others) {
        throttle.tell(others);
        domainBudget.tell(others);
    }

    /** What became of one elsewhere in the array counts here, too. */
    public void heard(LogInEvent event) {
        switch (event) {
            case LogInEvent.Failed(var account, var client) -> throttle.counted(account, client);
            case LogInEvent.Succeeded(var account, var client) -> throttle.forgiven(account, client);
            case LogInEvent.DomainFailed(var account) -> domainBudget.failedElsewhere(account);
            case LogInEvent.DomainForgave(var account) -> domainBudget.forgivenElsewhere(account);
            case LogInEvent.HopRefused _ -> { }
        }
    }

    /** Accounts and addresses with failed log-ins, for a metric. */
    public int failing() {
        return throttle.size();
    }

    Throttle throttle() {
        return throttle;
    }

    DomainBudget domainBudget() {
        return domainBudget;
    }

    RightPasswords rightPasswords() {
        return rightPasswords;
    }

    Nonces nonces() {
        return nonces;
    }
}
