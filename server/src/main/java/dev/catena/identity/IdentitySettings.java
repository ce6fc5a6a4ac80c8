// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.accounts.Account;
import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.ldap.LdapSettings;
import dev.catena.identity.winbind.DomainName;
import dev.catena.identity.winbind.DomainSettings;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import java.util.List;

/** Where accounts come from, and how a client proves who it is. */
public record IdentitySettings(
    @Setting(doc = "The accounts file that `catena passwd` makes, as file:PATH. Empty: no accounts of this proxy's own.", initial = "''")
    String accounts,
    @Setting(doc = "A Windows domain that judges NTLM, NTLM inside Negotiate, and Basic, for who is not in the accounts file.", initial = "none")
    DomainSettings domain,
    @Setting(doc = "A directory that knows groups, and judges passwords of Basic.", initial = "none") LdapSettings ldap,
    @Setting(doc = "What clients show when they ask for a password; a part of every hash that `catena passwd --digest` stores.", initial = REALM)
    String realm,
    @Setting(doc = "The keytab by which Kerberos tickets of clients are judged: the path of the file. Empty: Negotiate is NTLM alone.", initial = "''")
    String keytab,
    @Setting(doc = "Whose tickets are accepted, such as HTTP/proxy.corp.example@CORP.EXAMPLE; '*': of all that the keytab has keys of.", initial = "'*'")
    String principal,
    @Setting(doc = "The krb5.conf of this process, for clients and upstreams. Read at the start and at each reload. Empty: /etc/krb5.conf.", initial = "''")
    String krb5Conf,
    @Setting(doc = "Algorithms of Digest that are offered, in order: sha-256, md5.", initial = "[sha-256]") List<DigestAlgorithm> digest,
    @Setting(doc = "Nonces of Digest.", initial = "{}", live = false) NonceSettings nonces,
    @Setting(doc = "Passwords that were right, so that not each request costs a hash.", initial = "{}") RememberSettings remember,
    @Setting(doc = "What failed log-ins lead to.", initial = "{}", shared = true) ThrottleSettings throttle,
    @Setting(doc = "How we log in to upstreams without ever locking an account.", initial = "{}", shared = true) UpstreamLogInSettings upstreamLogIn,
    @Setting(doc = "Whether Basic is accepted where others can read it: on a listener beyond loopback without TLS.", initial = "warn")
    BasicInCleartext basicInCleartext) implements Checked {

    /** The realm where none is set. */
    public static final String REALM = "Catena";

    /** What becomes of a listener that asks for passwords in the clear. */
    public enum BasicInCleartext { REFUSE, WARN, ALLOW }

    public IdentitySettings {
        digest = List.copyOf(digest);
    }

    /** Whether anybody can prove themselves by a scheme. */
    public boolean canProve(Scheme scheme) {
        return switch (scheme) {
            case ANONYMOUS -> true;
            case BASIC -> !accounts.isEmpty() || domain.on() || ldap.on() && ldap.passwords();
            case DIGEST -> !accounts.isEmpty();
            case NTLM -> !accounts.isEmpty() || domain.on();
            case NEGOTIATE -> !accounts.isEmpty() || domain.on() || !keytab.isEmpty();
        };
    }

    /** The Windows domain by its names; {@link DomainName#NONE} without one. */
    DomainName domainName() {
        return domain.on() ? DomainName.of(domain.name(), domain.dnsName(), ldapIsOfDomain() ? ldap.dnsName() : "") : DomainName.NONE;
    }

    /** Whose users are in the directory. */
    public DomainName directoryName() {
        return DomainName.of(ldapIsOfDomain() ? domain.name() : ldap.domain(), ldap.dnsName(), ldapIsOfDomain() ? domain.dnsName() : "");
    }

    private boolean ldapIsOfDomain() {
        return domain.on() && (ldap.domain().isEmpty() || ldap.domain().equalsIgnoreCase(domain.name()));
    }

    /** Whether anybody's groups can become known. */
    public boolean knowsGroups() {
        return !accounts.isEmpty() || ldap.on();
    }

    @Override
    public void check(Faults faults) {
        if (faults.sound("accounts") && !accounts.isEmpty() && !accounts.matches("file:.+")) {
            faults.error("accounts", "'%s' is not a place of accounts".formatted(accounts), "write file:PATH");
        }
        if (faults.sound("realm") && !Account.isRealm(realm)) {
            faults.error("realm", "it is empty, or has a comma, a colon or a control character", "write a short name such as " + REALM);
        }
        if (faults.sound("keytab", "principal") && keytab.isEmpty() && faults.wrote("principal")) {
            faults.warning("principal", "has no effect: there is no keytab", "name one in `identity.keytab`, or remove this");
        }
        if (faults.sound("digest") && digest.isEmpty()) {
            faults.error("digest", "the list is empty", "write [sha-256], and leave digest out of the listeners' schemes instead");
        }
    }
}
