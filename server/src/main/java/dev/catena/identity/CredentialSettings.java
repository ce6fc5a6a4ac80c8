// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.base.IpAddress;
import dev.catena.identity.kerberos.ServiceName;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Secret;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.util.List;

/** Who we are to a next hop, and what we may say to prove it. */
public record CredentialSettings(
    @Setting(doc = "Our account there, DOMAIN\\user or user. Empty where a Kerberos ticket alone names us.", initial = "''") String user,
    @Setting(doc = "Where its password is kept: env:NAME or file:PATH.", initial = "env:CATENA_UPSTREAM_PASSWORD") Secret password,
    @Setting(doc = "A keytab that proves `user`, or its first principal, to the KDC instead of a password: the path of the file.", initial = "''") String keytab,
    @Setting(doc = "A file with Kerberos tickets that somebody else gets and renews (kinit, k5start), instead of keytab and password.", initial = "''")
    String ticketCache,
    @Setting(doc = "The Kerberos service to ask a ticket for, such as HTTP/hq.corp.example. Empty: HTTP on the member's host.", initial = "''") String spn,
    @Setting(doc = "Schemes we may answer with; of those that are offered the strongest usable one is taken. basic is used only if it is named.",
        initial = "[ntlm, digest]") List<Scheme> schemes,
    @Setting(doc = "When the upstream lets us in without asking, and one of digest, ntlm, negotiate is to be used: refuse answers error 12201; "
        + "continue goes on without a proof.", initial = "refuse") HopCredentials.Unchallenged unchallenged,
    @Setting(doc = "In whose name: service is this proxy's own account; user-header the same, with a field that names the user; "
        + "pass-through hands on what the client sends.", initial = "service") HopCredentials.As as,
    @Setting(doc = "Send Basic although others on the way can read it: without TLS, to another machine.", initial = "false")
    boolean basicInCleartext) implements Checked {

    public CredentialSettings {
        schemes = List.copyOf(schemes);
    }

    /** We are nobody there. */
    @Word(value = "none", doc = "no credentials: a hop that asks for some is error 12201")
    public static CredentialSettings none() {
        return new CredentialSettings("", Secret.parse("env:CATENA_UPSTREAM_PASSWORD"), "", "", "", List.of(Scheme.ANONYMOUS), HopCredentials.Unchallenged.CONTINUE,
            HopCredentials.As.SERVICE, false);
    }

    @Override
    public void check(Faults faults) {
        if (equals(none())) return;
        if (as == HopCredentials.As.PASS_THROUGH) {
            if (faults.sound("user", "as") && !user.isEmpty()) {
                faults.warning("user", "has no effect: with pass-through the client's own credentials are handed on", "remove it");
            }
            return;
        }
        if (faults.sound("schemes", "user", "keytab", "ticket-cache", "spn")) checkKerberos(faults);
        if (faults.sound("schemes") && schemes.isEmpty()) {
            faults.error("schemes", "the list is empty", "name what may be used, such as [negotiate, ntlm], or write `credentials: none`");
        }
        if (faults.sound("schemes", "user") && user.isEmpty() && schemes.stream().anyMatch(scheme -> scheme != Scheme.NEGOTIATE && scheme != Scheme.ANONYMOUS)) {
            faults.error("user", "there is no user", "write DOMAIN\\user, or let schemes be [negotiate] where a keytab or ticket-cache names us");
        }
        if (faults.sound("user") && (user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl))) {
            faults.error("user", "the name has a colon or a control character", "write DOMAIN\\user or user");
        }
        if (faults.sound("user") && user.endsWith("\\")) {
            faults.error("user", "there is a domain and no user", "write DOMAIN\\user");
        }
        if (faults.sound("schemes", "basic-in-cleartext") && basicInCleartext && !schemes.contains(Scheme.BASIC)) {
            faults.warning("basic-in-cleartext", "has no effect: basic is not among the schemes", "remove it");
        }
    }

    private void checkKerberos(Faults faults) {
        if (!schemes.contains(Scheme.NEGOTIATE)) {
            for (var key : List.of("keytab", "ticket-cache", "spn")) {
                if (faults.wrote(key)) faults.warning(key, "has no effect: negotiate is not among the schemes", "add it there, or remove this");
            }
            return;
        }
        if (!keytab.isEmpty() && !ticketCache.isEmpty()) faults.error("ticket-cache", "there is a keytab, too", "keep one of them");
        if (!ticketCache.isEmpty() && ticketCache.matches("(?i)(KEYRING|KCM|DIR|API|MEMORY):.*")) {
            faults.error("ticket-cache", "only caches in files can be read", "name a file, and fill it with kinit -c FILE");
        }
        if (user.isEmpty() && !hasTicketsOfItsOwn()) {
            faults.error("user", "nothing says who we are to the KDC", "write a user and its password, a keytab or a ticket-cache");
        }
        if (!new ServiceName(spn).isSound()) faults.error("spn", "'%s' is not the name of a service".formatted(spn), "write it as HTTP/host.corp.example");
    }

    /** Whether Kerberos needs no password. */
    boolean hasTicketsOfItsOwn() {
        return !keytab.isEmpty() || !ticketCache.isEmpty();
    }

    /**
     * Kerberos knows services by name; for the record that knows the members.
     *
     * @param path where these credentials are in that record
     */
    public void checkTickets(Faults faults, String path, List<String> hosts) {
        if (!schemes.contains(Scheme.NEGOTIATE) || !spn.isEmpty() || as == HopCredentials.As.PASS_THROUGH) return;
        for (var host : hosts) {
            if (IpAddress.parse(host).isEmpty()) continue;
            var what = "negotiate needs the name of a service, and the member %s has only an address".formatted(host);
            var remedy = "write the member by its host name, or set spn: HTTP/host.corp.example";
            if (schemes.equals(List.of(Scheme.NEGOTIATE))) faults.error(path + ".schemes", what, remedy);
            else faults.warning(path + ".schemes", what, remedy);
        }
    }

    /**
     * What stands against these credentials where the hop is a SOCKS proxy: it knows a user and a password, and no more (RFC 1929).
     *
     * @param path where these credentials are in the record that knows the members
     */
    public void checkSocks(Faults faults, String path) {
        if (equals(none())) return;
        if (as != HopCredentials.As.SERVICE) {
            faults.error(path + ".as", "a SOCKS proxy can be told of nobody else", "remove it");
        } else if (!schemes.equals(List.of(Scheme.BASIC))) {
            faults.error(path + ".schemes", "to a SOCKS proxy user and password are said as they are, which is basic and nothing else", "write [basic]");
        }
    }

    /**
     * What stands against these credentials at one hop; for the record that knows its members.
     *
     * @param path where these credentials are in that record
     * @param cleartext whether the way there is readable by others: no TLS, and not on this machine
     */
    public void checkHop(Faults faults, String path, boolean cleartext) {
        if (!cleartext || basicInCleartext || as == HopCredentials.As.PASS_THROUGH || !schemes.contains(Scheme.BASIC)) return;
        var remedy = "reach the upstream by https://, or set basic-in-cleartext: true if the network between is yours";
        if (schemes.stream().allMatch(scheme -> scheme == Scheme.BASIC)) {
            faults.error(path + ".schemes", "basic would show the password to everybody on the way, and there is no other scheme", remedy);
        } else {
            faults.warning(path + ".schemes", "basic has no effect: the password would go in the clear", remedy);
        }
    }
}
