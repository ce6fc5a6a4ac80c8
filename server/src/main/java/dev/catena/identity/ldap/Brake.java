// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that our own password, should it be wrong, does not lock our own account: log-ins are made one after the other, and after one
 * that was refused there is none for a while. Changed settings come with a new brake. Thread-safe.
 */
final class Brake {
    /** As long as the lock-out windows of most domains. */
    static final Duration REST = Duration.ofMinutes(30);

    private final String user;
    private final InstantSource clock;
    private @Nullable Instant refused;

    /** Makes a connection and logs in. */
    interface LogIn {
        LDAPConnection connect() throws LDAPException;
    }

    Brake(String user, InstantSource clock) {
        this.user = user;
        this.clock = clock;
    }

    synchronized LDAPConnection connect(LogIn logIn) throws LDAPException {
        if (refused != null && refused.plus(REST).isAfter(clock.instant())) throw resting(refused);
        try {
            var connection = logIn.connect();
            refused = null;
            return connection;
        } catch (LDAPException failure) {
            if (failure.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) refused = clock.instant();
            throw failure;
        }
    }

    private LDAPException resting(Instant since) {
        return new LDAPException(ResultCode.LOCAL_ERROR, ("it refused %s or the password of it at %s; neither is tried again before %s unless "
            + "`identity.ldap` or the password changes and the settings are read again").formatted(user, since, since.plus(REST)));
    }
}
