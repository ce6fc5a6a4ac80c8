// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Secret;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory that knows passwords and groups. What is left out fits Active Directory. */
public record LdapSettings(
    @Setting(doc = "Its servers, ldaps://HOST[:PORT] or ldap://HOST[:PORT]; one that does not answer is passed over for the next.") List<LdapUrl> urls,
    @Setting(doc = "Whether ldap:// is encrypted by StartTLS before anything is said. false shows passwords to everybody on the way.", initial = "true")
    boolean starttls,
    @Setting(doc = "PEM file of the certificate authorities that may vouch for the servers. Empty: those the Java runtime trusts.", initial = "''") String ca,
    @Setting(doc = "Whom we log in as to search: a distinguished name, or for Active Directory also CORP\\user or user@corp.example. "
        + "Empty: nobody, if the directory answers nobody.", initial = "''")
    String user,
    @Setting(doc = "Where that user's password is kept: env:NAME or file:PATH.", initial = "env:CATENA_LDAP_PASSWORD") Secret password,
    @Setting(doc = "Below which entry people and groups are, such as DC=corp,DC=example.") String base,
    @Setting(doc = "What its users' domain is called in rules and logs: CORP makes CORP\\alice. Users of other domains are not looked up here. "
        + "Empty: `identity.domain.name`, and without that plain names.", initial = "''")
    String domain,
    @Setting(doc = "Whether it judges passwords, by binding as the user: those of Basic, for who is not in the accounts file. "
        + "Where `identity.domain` is set, that judges them instead.", initial = "true")
    boolean passwords,
    @Setting(doc = "How a user is found; {user} is the name without DOMAIN\\. For other directories than Microsoft's: (uid={user}).",
        initial = "'(&(objectClass=user)(|(sAMAccountName={user})(userPrincipalName={user})))'")
    String userFilter,
    @Setting(doc = "The attribute that has a user's name as rules and logs show it; elsewhere uid.", initial = "sAMAccountName") String userAttribute,
    @Setting(doc = "How the groups of a user are found; {dn} is the user's entry, {user} the name. Such as (&(objectClass=groupOfNames)(member={dn})). "
        + "Empty: as Windows does, by tokenGroups: security groups, nested ones and the primary one among them.", initial = "''")
    String groupFilter,
    @Setting(doc = "The attribute that has a group's name; elsewhere cn.", initial = "sAMAccountName") String groupAttribute,
    @Setting(doc = "Whether `group-filter` is asked again with each group as {dn}, for groups within groups.", initial = "false") boolean nested,
    @Setting(doc = "Connections to it at most.", initial = "8", min = "1", max = "256") int connectionsMax,
    @Setting(doc = "Questions that wait for a connection, at most; more are told to come again.", initial = "256", min = "1", max = "65536") int waitingMax,
    @Setting(doc = "How long one server may take to accept a connection.", initial = "2s", min = "50ms", max = "1m") Duration connectTimeout,
    @Setting(doc = "How long a log-in waits for all it has to ask.", initial = "6s", min = "100ms", max = "2m") Duration deadline,
    @Setting(doc = "What is remembered of groups.", initial = "{}") GroupCacheSettings cache) implements Checked {

    public LdapSettings {
        urls = List.copyOf(urls);
    }

    /** There is no directory. */
    @Word(value = "none", doc = "no directory")
    public static LdapSettings none() {
        return new LdapSettings(List.of(), true, "", "", Secret.parse("env:CATENA_LDAP_PASSWORD"), "", "", true, "", "", "", "", false, 8, 256,
            Duration.ofSeconds(2), Duration.ofSeconds(6), new GroupCacheSettings(Duration.ofMinutes(5), Duration.ofHours(1), 10_000));
    }

    /** Whether there is one. */
    public boolean on() {
        return !urls.isEmpty();
    }

    /** The domain's DNS name, as the base spells it: {@code DC=corp,DC=example} is corp.example; empty if it is not made of such parts. */
    public String dnsName() {
        try {
            return Stream.of(new DN(base).getRDNs()).filter(part -> part.hasAttribute("DC"))
                .map(part -> part.getAttributeValues()[0]).collect(Collectors.joining("."));
        } catch (LDAPException malformed) {
            return "";
        }
    }

    @Override
    public void check(Faults faults) {
        if (equals(none())) return;
        if (faults.sound("urls") && urls.isEmpty()) {
            faults.error("urls", "the list is empty", "name a server, such as [ldaps://dc1.corp.example], or write `ldap: none`");
        }
        if (faults.sound("urls", "starttls") && !starttls) checkCleartext(faults);
        if (faults.sound("base")) checkBase(faults);
        if (faults.sound("user-filter")) checkFilter(faults, "user-filter", userFilter, "{user}");
        if (faults.sound("group-filter") && !groupFilter.isEmpty()) {
            checkFilter(faults, "group-filter", groupFilter, groupFilter.contains("{dn}") ? "{dn}" : "{user}");
        }
        if (faults.sound("group-filter", "nested") && nested && !groupFilter.contains("{dn}")) {
            faults.warning("nested", "has no effect: `group-filter` does not ask with {dn}", "remove it; tokenGroups has nested groups anyway");
        }
        if (faults.sound("user", "password") && user.isEmpty() && faults.wrote("password")) {
            faults.warning("password", "has no effect: there is no user", "name the user whose password it is, or remove it");
        }
        if (faults.sound("deadline", "connect-timeout") && connectTimeout.compareTo(deadline) >= 0) {
            faults.warning("connect-timeout", "the deadline is over before a second server is tried", "make it shorter than `deadline`");
        }
    }

    private void checkCleartext(Faults faults) {
        for (int i = 0; i < urls.size(); i++) {
            var url = urls.get(i);
            if (!url.tls() && !url.address().isLoopback()) {
                faults.warning("urls[%d]".formatted(i), "without TLS everybody on the way to %s can read passwords".formatted(url.address()),
                    "write ldaps://, or starttls: true");
            }
        }
    }

    private void checkBase(Faults faults) {
        try {
            new DN(base);
            if (base.isBlank()) faults.error("base", "it is empty", "write one such as DC=corp,DC=example");
        } catch (LDAPException malformed) {
            faults.error("base", "'%s' is not a distinguished name".formatted(base), "write one such as DC=corp,DC=example");
        }
    }

    private static void checkFilter(Faults faults, String key, String filter, String placeholder) {
        if (!filter.contains(placeholder)) {
            faults.error(key, "it has no %s: it would find the same whoever asks".formatted(placeholder), "write one such as (uid={user})");
            return;
        }
        try {
            Filter.create(filter.replace("{user}", "x").replace("{dn}", "cn=x"));
        } catch (LDAPException malformed) {
            faults.error(key, "it is not a filter: " + malformed.getMessage(), "write one such as (uid={user}), in brackets (RFC 4515)");
        }
    }
}
