// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.identity.Password;
import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/** Log-ins through the JDK's {@code Krb5LoginModule}, without a jaas file. Those of an initiator wait for the KDC. */
final class JaasLogin {
    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";
    private static final CallbackHandler NOBODY = callbacks -> {
        throw new UnsupportedCallbackException(callbacks[0]);
    };

    private JaasLogin() {}

    static Subject byPassword(String principal, Password password) throws LoginException {
        return login(Map.of("principal", principal, "isInitiator", "true"), callbacks -> {
            for (Callback callback : callbacks) {
                if (!(callback instanceof PasswordCallback asked)) throw new UnsupportedCallbackException(callback);
                asked.setPassword(password.toChars());
            }
        });
    }

    static Subject byKeytab(String principal, Path keytab) throws LoginException {
        return login(Map.of("principal", principal, "isInitiator", "true", "useKeyTab", "true", "keyTab", keytab.toString(), "doNotPrompt", "true"), NOBODY);
    }

    static Subject byCache(Path cache) throws LoginException {
        return login(Map.of("isInitiator", "true", "useTicketCache", "true", "ticketCache", cache.toString(), "doNotPrompt", "true"), NOBODY);
    }

    /** There is no other way to it that the JDK promises to keep. Logs nobody in; the name is not looked up. */
    static void refreshKrb5Conf() throws LoginException {
        login(Map.of("principal", "nobody@NOWHERE", "isInitiator", "false", "useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true",
            "refreshKrb5Config", "true"), NOBODY);
    }

    private static Subject login(Map<String, String> options, CallbackHandler callbacks) throws LoginException {
        var entry = new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options);
        var context = new LoginContext("catena", null, callbacks, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        });
        context.login();
        return context.getSubject();
    }
}
